use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use super::period::start_of_day;
use super::{Bucket, Dates, Histogram, HistogramInterval, SearchError};

/// Most buckets of days or months: thirteen years of days are no picture any more.
/// Years are not limited, dates run out before they are many.
const MAX_BUCKETS: usize = 5_000;

/// `Auto` shows days up to this many days between the first and the last hit: some ten weeks.
const DAYS_SHOWN_AS_DAYS: i32 = 70;
/// And months up to this many: four years.
const DAYS_SHOWN_AS_MONTHS: i32 = 4 * 366;

/// Counts articles by day. Days of a time zone make up its months and years exactly.
pub(super) struct DayCounts {
    zone: TimeZone,
    /// By first second: the first second behind the day, and its articles.
    days: BTreeMap<i64, (i64, u64)>,
    /// The day last counted into: articles come almost in the order of their dates.
    current: (i64, i64),
    pending: u64,
    undated: u64,
    /// The Unix seconds of all publications: the least, the greatest, and all together.
    range: Option<(i64, i64)>,
    sum: i128,
}

impl DayCounts {
    pub(super) fn new(zone: TimeZone) -> Self {
        Self { zone, days: BTreeMap::new(), current: (0, 0), pending: 0, undated: 0, range: None, sum: 0 }
    }

    /// Counts one article by its publication in Unix seconds.
    pub(super) fn add(&mut self, published: Option<i64>) {
        let Some(second) = published else {
            self.undated += 1;
            return;
        };
        if second < self.current.0 || second >= self.current.1 {
            let Some(day) = self.day_of(second) else {
                self.undated += 1;
                return;
            };
            self.flush();
            self.current = day;
        }
        self.pending += 1;
        let (least, greatest) = self.range.unwrap_or((second, second));
        self.range = Some((least.min(second), greatest.max(second)));
        self.sum += i128::from(second);
    }

    fn day_of(&self, second: i64) -> Option<(i64, i64)> {
        let known = self.days.range(..=second).next_back().map(|(from, (until, _))| (*from, *until));
        known.filter(|(_, until)| second < *until).or_else(|| {
            let day = Timestamp::from_second(second).ok()?.to_zoned(self.zone.clone()).date();
            let from = start_of_day(day, &self.zone)?.as_second();
            let until = day.tomorrow().ok().and_then(|next| start_of_day(next, &self.zone));
            Some((from, until.map_or(i64::MAX, Timestamp::as_second)))
        })
    }

    fn flush(&mut self) {
        if self.pending > 0 {
            let (from, until) = self.current;
            self.days.entry(from).or_insert((until, 0)).1 += self.pending;
            self.pending = 0;
        }
    }

    /// The days that have articles, and what their moments come to.
    pub(super) fn dates(&mut self) -> Dates {
        self.flush();
        let moment = |second: i64| Timestamp::from_second(second).ok();
        Dates {
            days: self.days(),
            earliest: self.range.and_then(|(least, _)| moment(least)),
            latest: self.range.and_then(|(_, greatest)| moment(greatest)),
            seconds: self.sum,
        }
    }

    fn days(&self) -> Vec<(Date, u64)> {
        self.days.iter().filter_map(|(from, (_, count))| Some((self.date(*from)?, *count))).collect()
    }

    /// Joins the days to buckets.
    pub(super) fn into_histogram(mut self, wanted: HistogramInterval) -> Result<Histogram, SearchError> {
        self.flush();
        let days = self.days();
        let interval = resolve(wanted, &days);
        let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else {
            return Ok(Histogram { interval, buckets: Vec::new(), undated: self.undated });
        };
        let starts = starts(interval, *first, *last)?;
        let mut buckets: Vec<Bucket> =
            starts.windows(2).filter_map(|edges| self.bucket(edges[0], edges[1])).collect();
        for (day, count) in days {
            let bucket = starts.partition_point(|start| *start <= day).saturating_sub(1);
            if let Some(bucket) = buckets.get_mut(bucket) {
                bucket.count += count;
            }
        }
        Ok(Histogram { interval, buckets, undated: self.undated })
    }

    fn date(&self, second: i64) -> Option<Date> {
        Some(Timestamp::from_second(second).ok()?.to_zoned(self.zone.clone()).date())
    }

    /// An empty bucket. Where time itself ends, so does the bucket.
    fn bucket(&self, from: Date, until: Date) -> Option<Bucket> {
        let from = start_of_day(from, &self.zone).unwrap_or(Timestamp::MIN);
        let until = start_of_day(until, &self.zone).unwrap_or(Timestamp::MAX);
        Some(Bucket { from, until, count: 0 })
    }
}

fn resolve(wanted: HistogramInterval, days: &[(Date, u64)]) -> HistogramInterval {
    if wanted != HistogramInterval::Auto {
        return wanted;
    }
    let span = match (days.first(), days.last()) {
        (Some((first, _)), Some((last, _))) => first.until(*last).map_or(i32::MAX, |span| span.get_days()),
        _ => 0,
    };
    if span <= DAYS_SHOWN_AS_DAYS {
        HistogramInterval::Day
    } else if span <= DAYS_SHOWN_AS_MONTHS {
        HistogramInterval::Month
    } else {
        HistogramInterval::Year
    }
}

/// First days of all buckets from `first` to `last`, and the one behind them.
fn starts(interval: HistogramInterval, first: Date, last: Date) -> Result<Vec<Date>, SearchError> {
    let (start, step): (Date, Span) = match interval {
        HistogramInterval::Year | HistogramInterval::Auto => (first.first_of_year(), 1.year()),
        HistogramInterval::Month => (first.first_of_month(), 1.month()),
        HistogramInterval::Day => (first, 1.day()),
    };
    let limited = matches!(interval, HistogramInterval::Month | HistogramInterval::Day);
    let mut starts = vec![start];
    let mut next = start;
    while next <= last {
        if limited && starts.len() > MAX_BUCKETS {
            let detail = format!(
                "the hits spread over more than {MAX_BUCKETS} buckets; narrow the period or take wider buckets"
            );
            return Err(SearchError::Invalid { parameter: "histogram", detail });
        }
        let Ok(following) = next.checked_add(step) else {
            starts.push(Date::MAX);
            break;
        };
        starts.push(following);
        next = following;
    }
    Ok(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(zone: &str, interval: HistogramInterval, moments: &[&str]) -> Result<Histogram, SearchError> {
        let mut days = DayCounts::new(TimeZone::get(zone).unwrap());
        for moment in moments {
            days.add(moment.parse::<Timestamp>().ok().map(Timestamp::as_second));
        }
        days.into_histogram(interval)
    }

    fn check(interval: HistogramInterval, moments: &[&str], expected: &str) {
        let histogram = count("Europe/Moscow", interval, moments).unwrap();
        let buckets: Vec<String> =
            histogram.buckets.iter().map(|bucket| format!("{}={}", bucket.from, bucket.count)).collect();
        assert_eq!(
            format!("{:?} {} +{}", histogram.interval, buckets.join(" "), histogram.undated),
            expected
        );
        assert!(histogram.buckets.windows(2).all(|pair| pair[0].until == pair[1].from));
        let sum: u64 = histogram.buckets.iter().map(|bucket| bucket.count).sum();
        assert_eq!(sum + histogram.undated, moments.len() as u64);
    }

    #[test]
    fn buckets_are_contiguous_and_of_the_sites_zone() {
        use HistogramInterval::{Auto, Day, Month, Year};
        check(Auto, &[], "Day  +0");
        check(Auto, &["-"], "Day  +1");
        check(
            Day,
            &["2016-07-14T20:59:59Z", "2016-07-14T21:00:00Z", "2016-07-16T21:00:00Z", "-"],
            "Day 2016-07-13T21:00:00Z=1 2016-07-14T21:00:00Z=1 2016-07-15T21:00:00Z=0 2016-07-16T21:00:00Z=1 +1",
        );
        check(
            Month,
            &["2016-02-29T21:00:00Z", "2016-01-31T20:59:59Z"],
            "Month 2015-12-31T21:00:00Z=1 2016-01-31T21:00:00Z=0 2016-02-29T21:00:00Z=1 +0",
        );
        check(
            Year,
            &["2016-06-01T00:00:00Z", "2014-12-31T20:59:59Z", "2016-06-01T00:00:00Z"],
            "Year 2013-12-31T20:00:00Z=1 2014-12-31T21:00:00Z=0 2015-12-31T21:00:00Z=2 +0",
        );
    }

    #[test]
    fn the_automatic_width_follows_the_span() {
        for (last, expected) in [
            ("2016-01-01T00:00:00Z", HistogramInterval::Day),
            ("2016-03-11T00:00:00Z", HistogramInterval::Day),
            ("2016-03-12T00:00:00Z", HistogramInterval::Month),
            ("2020-01-01T00:00:00Z", HistogramInterval::Month),
            ("2020-01-10T00:00:00Z", HistogramInterval::Year),
        ] {
            let histogram = count("UTC", HistogramInterval::Auto, &["2016-01-01T00:00:00Z", last]).unwrap();
            assert_eq!(histogram.interval, expected, "{last}");
        }
    }

    #[test]
    fn too_many_buckets_are_refused_and_years_never() {
        let moments = ["-009999-01-03T00:00:00Z", "9999-12-29T00:00:00Z"];
        for interval in [HistogramInterval::Day, HistogramInterval::Month] {
            let error = count("Europe/Moscow", interval, &moments).unwrap_err();
            assert!(error.to_string().contains("narrow the period"), "{error}");
        }
        let years = count("Europe/Moscow", HistogramInterval::Auto, &moments).unwrap();
        assert_eq!(years.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), 2);
    }

    #[test]
    fn changes_of_the_clocks_do_not_lose_articles() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let mut days = DayCounts::new(zone);
        let first = "2018-01-01T00:00:00Z".parse::<Timestamp>().unwrap().as_second();
        (0..8_760).for_each(|hour| days.add(Some(first + (hour * 7_919 % 8_760) * 3_600)));
        let histogram = days.into_histogram(HistogramInterval::Day).unwrap();
        assert_eq!(histogram.buckets.iter().map(|bucket| bucket.count).sum::<u64>(), 8_760);
        let odd: Vec<u64> =
            histogram.buckets[1..].iter().map(|bucket| bucket.count).filter(|count| *count != 24).collect();
        assert_eq!(odd, [25, 23, 22]);
    }
}
