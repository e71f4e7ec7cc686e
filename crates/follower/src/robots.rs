use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use texting_robots::Robot;
use url::Url;

use crate::sync::lock;

/// How long what a site allows is believed.
const KNOWN_FOR: Duration = Duration::from_secs(24 * 3600);
/// How long a site is left alone whose robots.txt cannot be read.
const UNREACHABLE_FOR: Duration = Duration::from_secs(600);
/// The longest pause between requests that a site can ask for.
const MAX_DELAY: Duration = Duration::from_secs(60);
/// Sites that are remembered at once.
const MAX_SITES: usize = 10_000;
/// What is read of a robots.txt, as RFC 9309 has it.
pub(crate) const MAX_BYTES: u64 = 500 << 10;

/// What a site allows.
pub(crate) enum Rules {
    /// There is no robots.txt.
    Everything,
    /// It cannot be read now, which means no.
    Unreachable,
    /// As it says.
    Stated(Robot),
}

impl Rules {
    /// Rules from an answer for robots.txt; none is one that never came.
    pub(crate) fn new(answer: Option<(u16, &[u8])>, product: &str) -> Self {
        match answer {
            Some((200, text)) => match Robot::new(product, text) {
                Ok(robot) => Self::Stated(robot),
                Err(_) => Self::Unreachable,
            },
            // Asked too often: no statement about what is allowed.
            Some((429, _)) => Self::Unreachable,
            Some((400..500, _)) => Self::Everything,
            _ => Self::Unreachable,
        }
    }

    /// Whether a page may be fetched; `None` if nobody knows.
    pub(crate) fn allow(&self, url: &Url) -> Option<bool> {
        match self {
            Self::Everything => Some(true),
            Self::Unreachable => None,
            Self::Stated(robot) => Some(robot.allowed(url.as_str())),
        }
    }

    /// The pause between requests that the site asks for.
    pub(crate) fn delay(&self) -> Duration {
        let Self::Stated(Robot { delay: Some(seconds), .. }) = self else { return Duration::ZERO };
        Duration::try_from_secs_f32(*seconds).map_or(Duration::ZERO, |delay| delay.min(MAX_DELAY))
    }

    fn known_for(&self) -> Duration {
        match self {
            Self::Unreachable => UNREACHABLE_FOR,
            Self::Everything | Self::Stated(_) => KNOWN_FOR,
        }
    }
}

/// The name by which a robots.txt calls us.
pub(crate) fn product(user_agent: &str) -> &str {
    user_agent.split(['/', ' ', '(']).next().unwrap_or_default()
}

/// What sites allow, by scheme, host and port.
#[derive(Default)]
pub(crate) struct Robots {
    sites: Mutex<HashMap<String, (Arc<Rules>, Duration)>>,
}

impl Robots {
    /// What is known of a site; `now` is the time since the start.
    pub(crate) fn get(&self, site: &str, now: Duration) -> Option<Arc<Rules>> {
        let sites = lock(&self.sites);
        sites.get(site).filter(|(_, until)| *until > now).map(|(rules, _)| rules.clone())
    }

    pub(crate) fn put(&self, site: String, rules: Rules, now: Duration) -> Arc<Rules> {
        let until = now + rules.known_for();
        let rules = Arc::new(rules);
        let mut sites = lock(&self.sites);
        if sites.len() >= MAX_SITES {
            sites.retain(|_, (_, until)| *until > now);
        }
        if sites.len() < MAX_SITES {
            sites.insert(site, (rules.clone(), until));
        }
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allow(rules: &Rules, path: &str) -> Option<bool> {
        rules.allow(&Url::parse("https://a.ru").unwrap().join(path).unwrap())
    }

    #[test]
    fn a_robots_txt_is_obeyed() {
        let text = b"User-agent: *\nDisallow: /\n\nUser-agent: VestnikBot\nCrawl-delay: 2.5\n\
            Disallow: /private/\nAllow: /private/open\nDisallow: /*.pdf$\n";
        let rules = Rules::new(Some((200, text)), "VestnikBot");
        let table = [
            ("/", true),
            ("/private/x", false),
            ("/private/open/x", true),
            ("/doc.pdf", false),
            ("/doc.pdf?x", true),
        ];
        for (path, expected) in table {
            assert_eq!(allow(&rules, path), Some(expected), "{path}");
        }
        assert_eq!(rules.delay(), Duration::from_millis(2500));
        assert_eq!(allow(&Rules::new(Some((200, text)), "OtherBot"), "/"), Some(false));
    }

    #[test]
    fn no_robots_txt_allows_all_and_one_out_of_reach_nothing() {
        let table = [
            (Some(404), Some(true)),
            (Some(403), Some(true)),
            (Some(503), None),
            (Some(429), None),
            (None, None),
        ];
        for (code, expected) in table {
            let rules = Rules::new(code.map(|code| (code, &b""[..])), "VestnikBot");
            assert_eq!(allow(&rules, "/x"), expected, "{code:?}");
        }
    }

    #[test]
    fn a_crawl_delay_has_a_limit() {
        for (text, seconds) in [("86400", 60), ("1e30", 60), ("-1", 0), ("nan", 0), ("10", 10)] {
            let text = format!("User-agent: *\nCrawl-delay: {text}\nDisallow:\n");
            let rules = Rules::new(Some((200, text.as_bytes())), "VestnikBot");
            assert!(rules.delay() <= Duration::from_secs(seconds), "{text}: {:?}", rules.delay());
        }
    }

    #[test]
    fn rules_are_believed_for_a_day_and_silence_for_ten_minutes() {
        let robots = Robots::default();
        robots.put("a".to_owned(), Rules::Everything, Duration::ZERO);
        robots.put("b".to_owned(), Rules::Unreachable, Duration::ZERO);
        assert!(robots.get("a", Duration::from_secs(86_399)).is_some());
        assert!(robots.get("a", Duration::from_secs(86_400)).is_none());
        assert!(robots.get("b", Duration::from_secs(599)).is_some());
        assert!(robots.get("b", Duration::from_secs(600)).is_none());
    }

    #[test]
    fn the_product_is_the_first_word_of_the_user_agent() {
        for user_agent in ["VestnikBot/0.1 (+https://a.ru)", "VestnikBot", "VestnikBot (x)"] {
            assert_eq!(product(user_agent), "VestnikBot");
        }
    }
}
