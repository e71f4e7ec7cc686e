//! The `[ranking]` section of the settings.

use anyhow::{Result, bail};
use serde::Deserialize;
use vestnik_query::search::RankingSettings;

/// Weights of the ranking, as [`RankingSettings`] has them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RankingConfig {
    pub(crate) synonym_weight: f32,
    pub(crate) enough_share: f64,
    pub(crate) early_weight: f32,
    pub(crate) typed_weight: f32,
    pub(crate) near_factor: f32,
    pub(crate) title_weight: f32,
    pub(crate) whole_title_weight: f32,
    pub(crate) news_weight: f32,
    pub(crate) news_days: f32,
}

impl RankingConfig {
    /// Whether every weight is in its range.
    pub(crate) fn check(&self) -> Result<()> {
        let ranges = [
            ("synonym_weight", f64::from(self.synonym_weight), 0.0..=1.0),
            ("enough_share", self.enough_share, 0.05..=1.0),
            ("early_weight", f64::from(self.early_weight), 0.0..=10.0),
            ("typed_weight", f64::from(self.typed_weight), 0.0..=10.0),
            ("near_factor", f64::from(self.near_factor), 0.0..=10.0),
            ("title_weight", f64::from(self.title_weight), 0.0..=10.0),
            ("whole_title_weight", f64::from(self.whole_title_weight), 0.0..=10.0),
            ("news_weight", f64::from(self.news_weight), 0.0..=10.0),
            ("news_days", f64::from(self.news_days), 0.1..=3_650.0),
        ];
        for (key, value, range) in ranges {
            // Also false for what is no number.
            if !range.contains(&value) {
                bail!("ranking.{key} is {value}; it must be between {} and {}", range.start(), range.end());
            }
        }
        Ok(())
    }

    /// What the search engine needs of them.
    pub(crate) fn settings(&self) -> RankingSettings {
        let Self {
            synonym_weight,
            enough_share,
            early_weight,
            typed_weight,
            near_factor,
            title_weight,
            whole_title_weight,
            news_weight,
            news_days,
        } = *self;
        RankingSettings {
            synonym_weight,
            enough_share,
            early_weight,
            typed_weight,
            near_factor,
            title_weight,
            whole_title_weight,
            news_weight,
            news_days,
        }
    }
}
