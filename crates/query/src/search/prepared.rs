//! What a text comes to before anything is asked of what it finds.

use vestnik_schema::Fields;

use super::ast::Node;
use super::calendar::Calendar;
use super::compile::{Compiler, period};
use super::narrow::narrow;
use super::parse::{Parsed, parse};
use super::plan::Plan;
use super::state::State;
use super::view::View;
use super::watch::Watch;
use super::weigh::{Rarities, weigh};
use super::{
    Condition, EngineSettings, Filters, Period, QueryPart, QueryWarning, SearchError, SearchRequest,
    SynonymPack, prefix,
};

/// A text that has been read, analyzed and weighed, for all requests that share it.
pub(super) struct Prepared {
    pub(super) text: String,
    pub(super) parts: Vec<QueryPart>,
    pub(super) warnings: Vec<QueryWarning>,
    pub(super) nodes: Vec<Node>,
    pub(super) plan: Plan,
    pub(super) rarities: Rarities,
    /// The filters of the requests, but for their conditions, and what the text asks for beside them.
    filters: Filters,
}

impl Prepared {
    /// Reads the text of a request; see [`SearchRequest::shares_text`] for the others that it is good for.
    pub(super) fn new(
        state: &State,
        settings: &EngineSettings,
        synonyms: &SynonymPack,
        request: &SearchRequest,
        view: View<'_>,
        watch: &mut Watch<'_>,
    ) -> Result<Self, SearchError> {
        let Parsed { text, nodes, mut warnings, parts } = read(view, state.fields(), settings, request);
        let given = Filters { condition: None, ..request.filters.clone() };
        let (nodes, filters) = narrow(nodes, &given);
        let mut plan = Plan::new(&nodes, request.forms, synonyms, &mut warnings);
        if filters != given {
            warnings.retain(|warning| *warning != QueryWarning::OnlyExclusions);
        }
        if filters.period().is_empty() {
            warnings.push(QueryWarning::EmptyPeriod);
        }
        prefix::expand(&mut plan, view, state.fields(), watch, &mut warnings)?;
        let rarities = weigh(&mut plan, view, state.fields())?;
        Ok(Self { text, parts, warnings, nodes, plan, rarities, filters })
    }

    /// A request with what the text asks for among its filters.
    pub(super) fn narrowed(&self, request: &SearchRequest) -> SearchRequest {
        let filters = self.filters_with(request.filters.condition.clone());
        SearchRequest { filters, ..request.clone() }
    }

    /// Compiles the text and the filters with another condition.
    pub(super) fn compiler<'a>(
        &'a self,
        fields: &'a Fields,
        settings: &EngineSettings,
        condition: Option<Condition>,
    ) -> Compiler<'a> {
        let filters = self.filters_with(condition);
        Compiler::new(fields, &self.plan, &self.rarities, &filters, &settings.ranking)
    }

    /// Whether words and phrases are matched as written anywhere in it.
    pub(super) fn is_exact(&self) -> bool {
        self.nodes.iter().any(Node::is_exact)
    }

    fn filters_with(&self, condition: Option<Condition>) -> Filters {
        Filters { condition, ..self.filters.clone() }
    }
}

/// Reads the text of a request. Words mean a period only if the archive has articles of it that the filters permit.
fn read(view: View<'_>, fields: &Fields, settings: &EngineSettings, request: &SearchRequest) -> Parsed {
    let has_articles = |Period { from, until }: Period| match period(fields.published, from, until) {
        Some(query) => view.any(query.as_ref()).unwrap_or(false),
        None => view.articles() > 0,
    };
    let accepts = |period: Period| {
        !request.without_periods && !request.filters.period().and(period).is_empty() && has_articles(period)
    };
    let zone = &settings.time_zone;
    let today = zone.to_datetime((settings.clock)()).date();
    parse(&request.text, &Calendar { today, zone, accepts: &accepts })
}
