//! All black-box tests, in one binary.

mod brute_force;
mod cli_index;
mod cli_search;
mod crash;
mod demo;
mod embed;
mod eval;
mod explain;
mod feeds;
mod generations;
mod http_parameters;
mod http_service;
mod keys;
mod live;
mod odd;
mod overload;
mod real;
mod relevance;
mod repair;
mod scenarios;
mod seed;
mod settings;
mod stories;
mod suggest;
mod synonyms;
mod up;
