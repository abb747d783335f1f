"""What every kind's plugin class shares: an ordinary IHarvester, driven by ckanext-harvest's commands or by ours."""
from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.harvest.interfaces import IHarvester
from ckanext.harvest.model import HarvestGatherError, HarvestJob, HarvestObject, HarvestObjectError

from ckanext.mutualisation.core.records.dataset import Dataset
from ckanext.mutualisation.harvesters import gathering, index, lock, records, runs, source, writing
from ckanext.mutualisation.harvesters.kind import Page
from ckanext.mutualisation.http import Client

__all__ = ["MutualisationHarvester", "harvester_of", "harvesters"]

log = logging.getLogger(__name__)


class MutualisationHarvester(p.SingletonPlugin):
    """A kind of source as a plugin: a subclass gives its three texts and what Kind asks for."""

    p.implements(IHarvester)

    kind: str
    title: str
    description: str
    mapping_version: int

    # Kind
    def pages(self, client: Client, url: str, settings: Mapping[str, Any]) -> Iterator[Page]:
        raise NotImplementedError

    def guid(self, record: Any) -> str:
        raise NotImplementedError

    def read(self, record: Any) -> Dataset:
        raise NotImplementedError

    def remote_url(self, url: str, dataset: Dataset) -> str:
        raise NotImplementedError

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    # IHarvester
    @classmethod
    def source_type(cls) -> str:
        """Return the type of the sources of this kind, which is also the plugin's name."""
        return f"mutualisation_{cls.kind}_harvester"

    def info(self) -> dict[str, str]:
        return {
            "name": self.source_type(),
            "title": tk._(self.title),
            "description": tk._(self.description),
            "form_config_interface": "Text",
        }

    def validate_config(self, config: str | None) -> str | None:
        """Return the configuration in its normal form; raise InvalidSettings, which ckanext-harvest's form shows."""
        if not config:
            return config
        return source.write_settings(self.check_settings(source.parse_settings(config)))

    def get_original_url(self, harvest_object_id: str) -> str | None:
        one = model.Session.get(HarvestObject, harvest_object_id)
        return records.remote_url(str(one.harvest_source_id), str(one.guid)) if one else None

    def gather_stage(self, harvest_job: HarvestJob) -> list[str]:
        """List the source and return the ids of the objects to import: none for a job that is gathered already."""
        one, job_id = source.find(str(harvest_job.source_id)), str(harvest_job.id)
        try:
            with lock.job_held(job_id), lock.held(one.id):
                if runs.by_job(job_id):
                    return []
                index.repair(one.id)
                runs.create(job_id, one.id, "queue")
                return gathering.gather(self, one, harvest_job, "queue")
        except lock.SourceBusy:
            HarvestGatherError.create(tk._("This source is being harvested by another process"), harvest_job)
        except source.InvalidSettings as error:
            HarvestGatherError.create(str(error), harvest_job)
        return []

    def fetch_stage(self, harvest_object: HarvestObject) -> bool:
        return True

    def import_stage(self, harvest_object: HarvestObject) -> bool:
        """Write the dataset, commit, index it and commit the index: nothing is left for a later commit.

        Run again on an object that is done (its consumer was killed, `ckan harvester import`), it counts nothing twice.
        """
        staged = str(harvest_object.state) == "IMPORT"
        # Two processes may be given the same object (run-test and a consumer): the second waits here for the first.
        model.Session.refresh(harvest_object, ["import_finished"], with_for_update=True)
        again = harvest_object.import_finished is not None
        if again and staged:
            model.Session.commit()
            index.repair(str(harvest_object.harvest_source_id))
            return True
        writer = writing.Writer.of(self, source.find(str(harvest_object.harvest_source_id)))
        job_id = str(harvest_object.harvest_job_id)
        try:
            outcome, package_id = writer.write(harvest_object)
        except writing.REFUSALS as error:
            model.Session.rollback()
            problem = runs.Problem(str(harvest_object.guid), "", writing.reason(error))
            HarvestObjectError.create(problem.reason, harvest_object, "Import")
            if not again:
                runs.count(job_id, Counter(failed=1), [problem])
            model.Session.commit()
            return False
        if not again:
            runs.count(job_id, Counter([outcome]))
        model.Session.commit()
        index.add([package_id])
        index.commit([package_id])
        return True


def harvesters() -> dict[str, MutualisationHarvester]:
    """Return our loaded kinds by the type of their sources."""
    loaded = p.PluginImplementations(IHarvester)
    return {one.source_type(): one for one in loaded if isinstance(one, MutualisationHarvester)}


def harvester_of(source_type: str) -> MutualisationHarvester | None:
    """Return the kind of the sources of this type, when it is one of ours and its plugin is loaded."""
    return harvesters().get(source_type)
