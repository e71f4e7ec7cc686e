//! An object store in memory that speaks as much of Amazon's S3 as snapshots need.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use sha2::{Digest, Sha256};

type Objects = BTreeMap<String, Vec<u8>>;

/// A store on a free port of this machine. Its threads end with the process.
#[derive(Debug)]
pub struct ObjectStore {
    url: String,
    objects: Arc<Mutex<Objects>>,
}

struct Request {
    method: String,
    /// Bucket and key.
    path: String,
    query: String,
    body: Vec<u8>,
    /// First and last byte that are asked for.
    range: Option<(usize, usize)>,
}

impl ObjectStore {
    /// Starts an empty store.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let objects = Arc::new(Mutex::new(Objects::new()));
        let shared = objects.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let objects = shared.clone();
                thread::spawn(move || serve(stream, &objects));
            }
        });
        Self { url, objects }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Buckets and keys of all objects.
    pub fn names(&self) -> Vec<String> {
        lock(&self.objects).keys().cloned().collect()
    }

    /// Flips a bit in the largest object.
    pub fn spoil(&self) {
        let mut objects = lock(&self.objects);
        let largest = objects.values_mut().max_by_key(|content| content.len()).expect("an object");
        largest[0] ^= 1;
    }
}

fn lock(objects: &Mutex<Objects>) -> MutexGuard<'_, Objects> {
    objects.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(stream: TcpStream, objects: &Mutex<Objects>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut stream = stream;
    while let Some(request) = read(&mut reader) {
        let (status, tag, body) = answer(&request, &mut lock(objects));
        let shown: &[u8] = if request.method == "HEAD" { b"" } else { &body };
        let range = request.range.filter(|_| status == 206).map_or(String::new(), |(first, last)| {
            let whole = lock(objects).get(&request.path).map_or(0, Vec::len);
            format!("content-range: bytes {first}-{last}/{whole}\r\n")
        });
        let head = format!(
            "HTTP/1.1 {status} -\r\n{range}content-length: {}\r\netag: \"{tag}\"\r\n\
             last-modified: Tue, 14 Jul 2026 12:00:00 GMT\r\n\r\n",
            body.len()
        );
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(shown)).is_err() {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let (method, rest) = line.split_once(' ')?;
    let address = rest.split(' ').next()?.trim_start_matches('/');
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    let (mut len, mut range) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            len = value.trim().parse().ok()?;
        }
        if name.eq_ignore_ascii_case("range") {
            let (first, last) = value.trim().strip_prefix("bytes=")?.split_once('-')?;
            range = Some((first.parse().ok()?, last.parse().ok()?));
        }
    }
    let mut body = vec![0; len];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, query, body, range })
}

/// Status, entity tag and body.
fn answer(request: &Request, objects: &mut Objects) -> (u16, String, Vec<u8>) {
    let Request { method, path, query, body, range } = request;
    let tag =
        |content: &[u8]| Sha256::digest(content)[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    let parameter = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let text = |text: String| (200, String::new(), text.into_bytes());
    match (method.as_str(), parameter("partNumber")) {
        ("POST", _) if query.starts_with("uploads") => text(
            "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
                .to_owned(),
        ),
        ("PUT", Some(number)) => {
            let number: u32 = number.parse().expect("a number");
            objects.insert(format!("{path}?{number:05}"), body.clone());
            (200, tag(body), Vec::new())
        }
        ("POST", _) if parameter("uploadId").is_some() => {
            let parts: Vec<String> =
                objects.keys().filter(|key| key.starts_with(&format!("{path}?"))).cloned().collect();
            let content: Vec<u8> = parts.iter().filter_map(|part| objects.remove(part)).flatten().collect();
            objects.insert(path.clone(), content);
            text("<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>".to_owned())
        }
        ("POST", _) if query.starts_with("delete") => {
            let asked = String::from_utf8_lossy(body).into_owned();
            let keys = asked.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
            let bucket = path.trim_end_matches('/');
            let deleted = keys.map(|key| {
                objects.remove(&format!("{bucket}/{key}"));
                format!("<Deleted><Key>{key}</Key></Deleted>")
            });
            text(format!("<DeleteResult>{}</DeleteResult>", deleted.collect::<String>()))
        }
        ("PUT", None) => {
            objects.insert(path.clone(), body.clone());
            (200, tag(body), Vec::new())
        }
        ("DELETE", _) => {
            objects.remove(path);
            (204, String::new(), Vec::new())
        }
        ("GET", _) if query.contains("list-type=2") => {
            let bucket = path.trim_end_matches('/');
            let prefix = parameter("prefix").unwrap_or_default().replace("%2F", "/");
            let entry = |(key, content): (&String, &Vec<u8>)| {
                let key = key.strip_prefix(bucket)?.strip_prefix('/')?.to_owned();
                key.starts_with(&prefix).then(|| {
                    let modified = "2026-07-14T12:00:00.000Z";
                    format!(
                        "<Contents><Key>{key}</Key><LastModified>{modified}</LastModified><Size>{}</Size></Contents>",
                        content.len()
                    )
                })
            };
            let found: String = objects.iter().filter_map(entry).collect();
            text(format!("<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"))
        }
        _ => match objects.get(path) {
            Some(content) => match *range {
                Some((first, last)) => (206, tag(content), content[first..=last].to_vec()),
                None => (200, tag(content), content.clone()),
            },
            None => (404, String::new(), b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
        },
    }
}
