"""How each reading action and each page answers on a portal, by name: the decision on every one of them.

A name that stands nowhere here is not answered on a portal; tests/portal/test_scope.py asks that each has its place.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType

__all__ = ["ACTIONS", "PAGES", "Answer"]


class Answer(Enum):
    """What a portal does with a reading action or a page that is not chained."""

    THROUGH = "it reads by way of a scoped action"
    NEUTRAL = "it says nothing about a member's data"
    COMMON_SITE = "it is for publishers, or cannot be scoped: the common site answers"


def _table(rows: Mapping[Answer, Iterable[str]]) -> Mapping[str, Answer]:
    return MappingProxyType({name: answer for answer, names in rows.items() for name in names})


def _each(prefixes: str, suffix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{suffix}" for prefix in prefixes.split())


ACTIONS = _table(
    {
        Answer.THROUGH: (
            "current_package_list_with_resources",
            "dcat_catalog_search",
            "dcat_catalog_show",
            "dcat_dataset_show",
            "group_package_show",
            "mutualisation_member_list",
            "mutualisation_member_show",
            "organization_activity_list",
            "package_search",
        ),
        Answer.NEUTRAL: (
            "help_show",
            "license_list",
            "member_roles_list",
            "scheming_dataset_schema_list",
            "scheming_dataset_schema_show",
            "scheming_group_schema_list",
            "scheming_group_schema_show",
            "scheming_organization_schema_list",
            "scheming_organization_schema_show",
            "term_translation_show",
        ),
        Answer.COMMON_SITE: (
            # Versions of a dataset, kept for its editors.
            "activity_data_show",
            "activity_diff",
            "activity_show",
            # Accounts: who publishes here and elsewhere is one list for the whole platform.
            *_each("am_following_dataset am_following_group am_following_user", ""),
            *_each("dataset group organization user", "_follower_count"),
            *_each("dataset group organization user", "_follower_list"),
            *_each("dataset_ group_ organization_ user_", "followee_count"),
            *_each("dataset_ group_ organization_ user_", "followee_list"),
            "api_token_list",
            "dashboard_activity_list",
            "dashboard_new_activities_count",
            "followee_count",
            "followee_list",
            "group_list_authz",
            "organization_list_for_user",
            "package_collaborator_list",
            "package_collaborator_list_for_user",
            "user_activity_list",
            "user_autocomplete",
            "user_list",
            "user_show",
            # One SQL query may join every table of the DataStore.
            "datastore_search_sql",
            # Operation of the platform.
            "config_option_list",
            "config_option_show",
            "file_owner_scan",
            "file_show",
            "get_site_user",
            "job_list",
            "job_show",
            "task_status_show",
            # How data come in.
            "harvest_job_list",
            "harvest_job_report",
            "harvest_job_show",
            "harvest_log_list",
            "harvest_object_list",
            "harvest_object_show",
            "harvest_source_list",
            "harvest_source_reindex",
            "harvest_source_show",
            "harvest_source_show_status",
            "harvest_sources_reindex",
            "harvesters_info_show",
            # What members do together.
            "mutualisation_agreement_list",
            "mutualisation_agreement_show",
            "mutualisation_balance_list",
            "mutualisation_balance_show",
            "mutualisation_brand_show",
            "mutualisation_brand_version_list",
            "mutualisation_display_show",
            "mutualisation_duty_check",
            "mutualisation_duty_list",
            "mutualisation_entry_list",
            "mutualisation_expense_list",
            "mutualisation_ledger_verify",
            "mutualisation_portal_list",
            "mutualisation_portal_show",
            "mutualisation_redirect_list",
            "mutualisation_run_list",
            "mutualisation_run_show",
        ),
    }
)
"""The reading actions that are not chained: those of CKAN, of the extensions we are made with, and our own."""

_PUBLISHERS = (
    "admins bulk_process delete edit follow followers manage_members member_delete member_dump member_new members new "
    "unfollow"
)

PAGES = _table(
    {
        Answer.THROUGH: (
            "activity.group_activity",
            "activity.organization_activity",
            "activity.package_activity",
            "api.action",  # Each action has its own answer.
            "api.dataset_autocomplete",
            "api.format_autocomplete",
            "api.group_autocomplete",
            "api.organization_autocomplete",
            "api.tag_autocomplete",
            "dataset.groups",
            "dataset.read",
            "dataset.search",
            "dataset_series.read",
            "dataset_series.search",
            *_each("dataset_resource. dataset_series_resource. resource.", "download"),
            *_each("dataset_resource. dataset_series_resource. resource.", "read"),
            *_each("dataset_resource. dataset_series_resource. resource.", "view"),
            "datastore.api_info",
            "datastore.dump",
            "datatablesview.ajax",
            "datatablesview.filtered_download",
            "dcat.read_catalog",
            "dcat.read_dataset",
            "dcat.read_dataset_series",
            "feeds.custom",
            "feeds.general",
            "feeds.group",
            "feeds.organization",
            "feeds.tag",
            "group.about",
            "group.index",
            "group.read",
            "home.index",
            "mutualisation_portal_discovery",
            "mutualisation_territory.map_data",
            "organization.about",
            "organization.index",
            "organization.read",
        ),
        Answer.NEUTRAL: (
            "api.get_api",
            "api.i18n_js_translations",
            "home.about",
            "home.redirect_locale",
            "home.robots_txt",
            "mutualisation_portal",
            "mutualisation_tls",
            "mutualisation_territory.map_background",
            "static",
            "webassets.index",
        ),
        Answer.COMMON_SITE: (
            *(f"group.{name}" for name in _PUBLISHERS.split()),
            *(f"organization.{name}" for name in _PUBLISHERS.split()),
            *_each("dataset. dataset_series.", "delete"),
            *_each("dataset. dataset_series.", "edit"),
            *_each("dataset. dataset_series.", "follow"),
            *_each("dataset. dataset_series.", "followers"),
            *_each("dataset. dataset_series.", "new"),
            *_each("dataset. dataset_series.", "resources"),
            *_each("dataset. dataset_series.", "unfollow"),
            "dataset_series.groups",
            *_each("dataset_resource. dataset_series_resource. resource.", "delete"),
            *_each("dataset_resource. dataset_series_resource. resource.", "edit"),
            *_each("dataset_resource. dataset_series_resource. resource.", "edit_view"),
            *_each("dataset_resource. dataset_series_resource. resource.", "new"),
            *_each("dataset_resource. dataset_series_resource. resource.", "views"),
            "activity.admin_activities",
            "activity.dashboard",
            "activity.dashboard_testing",
            "activity.group_changes",
            "activity.group_changes_multiple",
            "activity.organization_changes",
            "activity.organization_changes_multiple",
            "activity.package_changes",
            "activity.package_changes_multiple",
            "activity.package_history",
            "activity.resource_history",
            "activity.user_activity",
            "api.user_autocomplete",
            "datastore.dictionary",
            # Whole blueprints.
            "admin",
            "dashboard",
            "file",
            "harvest",
            "harvest_resource",
            "harvester",
            "mutualisation_editor",
            "mutualisation_editor_lists",
            "mutualisation_ledger",
            "mutualisation_members",
            "mutualisation_editor_settings",
            "mutualisation_publishing",
            "user",
            "util",
        ),
    }
)
"""The pages, by endpoint, else by blueprint."""
