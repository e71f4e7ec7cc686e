//! A clock that was wrong for a while and is set back.

use jiff::{SignedDuration, Timestamp};
use vestnik_schema::{Effect, Operation};

use super::LiveSettings;
use super::content::{self, Read};
use super::open::Open;
use super::tests::{Archive, delete, put};
use crate::writer::{Decision, Request};

fn request(operation: Operation) -> Request {
    match content::read(operation, &jiff::tz::TimeZone::UTC) {
        Ok(Read::Request(request)) => request,
        _ => panic!("no request that says everything"),
    }
}

fn effect(open: &mut Open, operation: Operation, now: Timestamp) -> Effect {
    match open.carry_out(request(operation), now).unwrap() {
        Decision::Change(_, written) | Decision::Nothing(written) => written.effect,
        Decision::Rejected(rejection) => panic!("{rejection}"),
    }
}

fn embargoed(id: &str, until: Timestamp) -> Operation {
    put(id, &format!(r#"{{"title": "Тайна", "embargoed_until": "{until}"}}"#))
}

#[test]
fn a_clock_that_jumps_back_loses_nothing_and_shows_nothing_twice() {
    let mut archive = Archive::new();
    archive.live = None;
    let mut open = Open::new(&archive.data, &LiveSettings::default()).unwrap();
    let now = Timestamp::now();
    let hours = |hours: i64| now + SignedDuration::from_hours(hours);
    let ahead = hours(48);
    assert_eq!(effect(&mut open, put("a", r#"{"title": "А"}"#), ahead), Effect::Created);
    assert_eq!(effect(&mut open, put("b", r#"{"title": "Б"}"#), ahead), Effect::Created);
    assert_eq!(effect(&mut open, embargoed("early", hours(24)), ahead), Effect::Created);
    assert_eq!(effect(&mut open, embargoed("held", hours(49)), ahead), Effect::Embargoed);
    assert_eq!(effect(&mut open, delete("b"), ahead), Effect::Deleted);
    open.carry_out_due(hours(50)).unwrap();
    open.commit().unwrap();
    let before = open.writer.sequence();
    assert_eq!(archive.ids(), ["a", "early", "held"]);

    open.carry_out_due(now).unwrap();
    open.commit().unwrap();
    assert_eq!(archive.ids(), ["a", "early", "held"], "what was shown does not vanish");
    assert_eq!(effect(&mut open, put("a", r#"{"title": "А, исправлено"}"#), now), Effect::Updated);
    assert_eq!(effect(&mut open, put("b", r#"{"title": "Б снова"}"#), now), Effect::Created);
    let sent_again = put("early", &format!(r#"{{"title": "Тайна!", "embargoed_until": "{}"}}"#, hours(24)));
    assert_eq!(
        effect(&mut open, sent_again, now),
        Effect::Embargoed,
        "an embargo counts by the clock that is"
    );
    open.commit().unwrap();
    assert!(open.writer.sequence() > before, "sequences do not follow the clock");
    assert_eq!(archive.ids(), ["a", "b", "held"]);

    drop(open);
    let mut open = Open::new(&archive.data, &LiveSettings::default()).unwrap();
    open.carry_out_due(hours(23)).unwrap();
    open.commit().unwrap();
    assert_eq!(archive.ids(), ["a", "b", "held"]);
    open.carry_out_due(hours(25)).unwrap();
    open.commit().unwrap();
    assert_eq!(archive.ids(), ["a", "b", "early", "held"]);
}
