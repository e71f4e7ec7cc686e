//! `vestnik keys`: make, list and revoke keys.

use std::io::Write;

use anyhow::{Result, anyhow};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use vestnik_query::http::{KeyError, KeyFile, KeyRecord, KeyRights, Scope};

use crate::args::{CreateKey, Keys, ListKeys, RevokeKey};
use crate::config::Config;
use crate::exit::Usage;
use crate::output;

pub(crate) fn run(keys: &Keys, config: &Config) -> Result<()> {
    let file = config.keys()?;
    match keys {
        Keys::Create(create) => self::create(create, &file, &config.zone()?),
        Keys::List(list) => self::list(list, &file, &config.zone()?),
        Keys::Revoke(revoke) => self::revoke(revoke, &file),
    }
}

/// A key as it is told once.
#[derive(Serialize)]
struct Created<'a> {
    key: &'a str,
    #[serde(flatten)]
    shown: Shown<'a>,
}

/// What may be shown of a key at any time.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    state: &'static str,
    created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<Timestamp>,
    #[serde(flatten)]
    rights: &'a KeyRights,
}

impl<'a> Shown<'a> {
    fn of(record: &'a KeyRecord, now: Timestamp) -> Self {
        let KeyRecord { id, created_at, revoked_at, rights, .. } = record;
        let state = match (revoked_at, rights.expires_at) {
            (Some(_), _) => "revoked",
            (_, Some(end)) if end <= now => "expired",
            _ => "valid",
        };
        Self { id, state, created_at: *created_at, revoked_at: *revoked_at, rights }
    }
}

fn create(create: &CreateKey, file: &KeyFile, zone: &TimeZone) -> Result<()> {
    let now = Timestamp::now();
    let made = file.create(rights(create, now, zone)?, now).map_err(usage)?;
    if create.json {
        return output::json(&Created { key: &made.text, shown: Shown::of(&made.record, now) });
    }
    let KeyRights { origins, pages, .. } = &made.record.rights;
    output::line(&made.text)?;
    // Whoever keeps the key from the output in a variable must not get the advice with it.
    let mut stderr = std::io::stderr();
    let mut advise = |advice: &str| writeln!(stderr, "{advice}").ok();
    advise(&format!("This key is shown only now. Its id is {}: vestnik keys revoke {0}", made.record.id));
    if origins.is_empty() && !pages {
        advise("Pages of every site may use it; --origin names those that may.");
    }
    Ok(())
}

fn rights(create: &CreateKey, now: Timestamp, zone: &TimeZone) -> Result<KeyRights> {
    let scopes = create.scope.iter().map(|name| {
        Scope::from_name(name).ok_or_else(|| {
            let allowed = Scope::ALL.map(Scope::name).join(", ");
            Usage::wrap(anyhow!("--scope is {name:?}; allowed: {allowed}"))
        })
    });
    let limit = |per_minute: u32| (per_minute > 0).then_some(per_minute);
    Ok(KeyRights {
        name: create.name.clone(),
        scopes: scopes.collect::<Result<_>>()?,
        filter: create.filter.clone(),
        origins: create.origin.clone(),
        per_minute: limit(create.per_minute),
        per_client_minute: limit(create.per_client_minute),
        max_per_page: create.max_per_page,
        expires_at: create.expires.as_deref().map(|end| moment(end, now, zone)).transpose()?,
        pages: create.pages,
    })
}

/// A day, which ends the key as it begins, or a moment.
fn moment(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp> {
    let day = || Some(text.parse::<Date>().ok()?.to_zoned(zone.clone()).ok()?.timestamp());
    let is_day = text.len() == "2027-01-31".len();
    let end = if is_day { day() } else { text.parse().ok() };
    match end {
        Some(end) if end > now => Ok(end),
        _ => Err(Usage::wrap(anyhow!(
            "--expires is {text:?}; give a day to come, such as 2031-01-31, or a moment, such as 2031-01-31T12:00:00Z"
        ))),
    }
}

fn list(list: &ListKeys, file: &KeyFile, zone: &TimeZone) -> Result<()> {
    let now = Timestamp::now();
    let records = file.list()?;
    let shown: Vec<Shown<'_>> = records.iter().map(|record| Shown::of(record, now)).collect();
    if list.json {
        return output::json(&shown);
    }
    if shown.is_empty() {
        return output::line("There are no keys: only this machine is answered.");
    }
    for key in &shown {
        output::line(describe(key, zone))?;
    }
    Ok(())
}

/// A key on one line: what tells keys apart first, limits last.
fn describe(key: &Shown<'_>, zone: &TimeZone) -> String {
    let KeyRights {
        name,
        scopes,
        filter,
        origins,
        per_minute,
        per_client_minute,
        max_per_page,
        expires_at,
        pages,
    } = key.rights;
    let scopes: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
    let day = |moment: Timestamp| moment.to_zoned(zone.clone()).date();
    let mut line = format!("{}  {:7}  {}  {}", key.id, key.state, output::harmless(name), scopes.join("+"));
    let mut add = |fact: String| line.push_str(&format!("  {fact}"));
    if let Some(filter) = filter {
        add(format!("filter {}", output::harmless(filter)));
    }
    add(if origins.is_empty() {
        "any origin".to_owned()
    } else {
        output::harmless(&origins.join(" ")).to_string()
    });
    if *pages {
        add("pages".to_owned());
    }
    if let Some(most) = per_minute {
        add(format!("{most}/min"));
    }
    if let Some(most) = per_client_minute {
        add(format!("{most}/min of a client"));
    }
    if let Some(most) = max_per_page {
        add(format!("{most} hits a page"));
    }
    if let Some(end) = expires_at {
        add(format!("until {}", day(*end)));
    }
    line
}

fn revoke(revoke: &RevokeKey, file: &KeyFile) -> Result<()> {
    let now = Timestamp::now();
    let revoked = file.revoke(&revoke.key, now).map_err(usage)?;
    if revoke.json {
        return output::json(&Shown::of(&revoked, now));
    }
    output::line(format_args!("{} is revoked; a running server follows in a moment.", revoked.id))
}

/// What was asked for wrongly is told apart from what failed.
fn usage(error: KeyError) -> anyhow::Error {
    let is_usage =
        matches!(error, KeyError::Invalid { .. } | KeyError::Unknown { .. } | KeyError::PagesTaken { .. });
    if is_usage { Usage::wrap(error.into()) } else { error.into() }
}
