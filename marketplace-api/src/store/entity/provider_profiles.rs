use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "provider_profiles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: Uuid,
    pub headline_es: Option<String>,
    pub headline_en: Option<String>,
    pub bio_es: Option<String>,
    pub bio_en: Option<String>,
    pub skills: String,
    pub languages: String,
    pub hourly_rate_minor: Option<i64>,
    pub currency: Option<String>,
    pub capacity_units_week: Option<i32>,
    pub leave_from: Option<String>,
    pub leave_to: Option<String>,
    pub city: Option<String>,
    pub visibility: String,
    pub synthetic_rating_count: Option<i32>,
    pub synthetic_rating_mean_centi: Option<i32>,
    pub updated_at: i64,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
