mod audit;
mod book;
mod examples;
