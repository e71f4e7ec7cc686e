//! Searches in a batch: they share their work, and each is answered as if it were alone.

use vestnik_query::search::{
    Abandon, Engine, Filters, Paging, SearchError, SearchRequest, SearchResults, Sort,
};

use crate::archive::{Dice, search};
use crate::brute_force::{random_archive, random_request};
use crate::confined::random_condition;

fn batch(engine: &Engine, requests: &[SearchRequest]) -> Vec<SearchResults> {
    engine.search_batch(requests, &Abandon::default()).unwrap()
}

/// The same question with another condition, order and page, as the widgets of one page ask it.
fn variation(dice: &mut Dice, request: &SearchRequest) -> SearchRequest {
    let condition = (!dice.one_in(4)).then(|| random_condition(dice, 2));
    let (_, other) = random_request(dice);
    SearchRequest {
        filters: Filters { condition, ..request.filters.clone() },
        sort: other.sort,
        facets: other.facets,
        histogram: None,
        dates: dice.one_in(2),
        whole_texts: dice.one_in(3),
        whole_bodies: dice.one_in(2),
        group_stories: dice.one_in(4),
        explain: dice.one_in(4),
        paging: Paging { page: 1 + dice.below(2), per_page: dice.below(12), after: None },
        ..request.clone()
    }
}

#[test]
fn a_batch_answers_each_question_as_if_it_were_alone() {
    let mut dice = Dice(77);
    let (archive, _) = random_archive(&mut dice);
    let engine = archive.engine();
    let (mut found, mut relaxed) = (0, 0);
    for _ in 0..60 {
        let (_, base) = random_request(&mut dice);
        let base = SearchRequest { histogram: None, ..base };
        let mut requests: Vec<SearchRequest> =
            (0..1 + dice.below(5)).map(|_| variation(&mut dice, &base)).collect();
        // A question about something else, in the middle.
        let (_, stranger) = random_request(&mut dice);
        requests.insert(dice.below(requests.len() + 1), SearchRequest { histogram: None, ..stranger });
        let engine =
            if dice.one_in(3) { engine.within(random_condition(&mut dice, 1)) } else { engine.clone() };
        for (request, together) in requests.iter().zip(batch(&engine, &requests)) {
            let alone = search(&engine, request);
            assert_eq!(together, alone, "{request:?}");
            found += usize::from(alone.total > 0);
            relaxed += usize::from(!alone.understood.warnings.is_empty());
        }
    }
    assert!(found > 60 && relaxed > 5, "{found} answers tell something, {relaxed} are relaxed or warn");
}

#[test]
fn a_batch_of_nothing_is_answered_with_nothing() {
    let (archive, _) = random_archive(&mut Dice(3));
    assert_eq!(batch(&archive.engine(), &[]), []);
}

#[test]
fn one_impossible_question_fails_the_batch() {
    let (archive, _) = random_archive(&mut Dice(3));
    let wrong = SearchRequest { paging: Paging { page: 0, ..Paging::default() }, ..SearchRequest::default() };
    let right = SearchRequest { sort: Sort::Oldest, ..SearchRequest::default() };
    let answer = archive.engine().search_batch(&[right, wrong], &Abandon::default());
    assert!(matches!(answer, Err(SearchError::Invalid { parameter: "page", .. })));
}

#[test]
fn an_abandoned_batch_stops() {
    let (archive, _) = random_archive(&mut Dice(3));
    let abandon = Abandon::default();
    abandon.abandon();
    let answer =
        archive.engine().search_batch(&[SearchRequest::default(), SearchRequest::default()], &abandon);
    assert!(matches!(answer, Err(SearchError::Abandoned)));
}
