"""Rules about imports that import-linter does not bring along."""

from graphlib import CycleError, TopologicalSorter
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class NoCircles(Contract):
    """No module imports itself by way of others, whichever packages they are in."""

    type_name = "no_circles"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return the check; its metadata holds the first circle found, module by module."""
        imports = {
            module: graph.find_modules_directly_imported_by(module) for module in graph.modules
        }
        try:
            TopologicalSorter(imports).prepare()
        except CycleError as error:
            return ContractCheck(kept=False, metadata={"circle": error.args[1]})
        return ContractCheck(kept=True)

    def render_broken_contract(self, check: ContractCheck) -> None:
        output.print_error(" <- ".join(check.metadata["circle"]))


class OwnForms(Contract):
    """A form is imported only inside its own package; all may import `shared_modules`."""

    type_name = "own_forms"

    shared_modules: Any = fields.SetField(subfield=fields.ModuleField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Return the check; its metadata holds each wrong import as (importer, form)."""
        shared = {module.name for module in self.shared_modules or ()}
        forms = {name for name in graph.modules if name.endswith(".forms")} - shared
        wrong = [
            (importer, form)
            for form in sorted(forms)
            for importer in sorted(graph.find_modules_that_directly_import(form))
            if not importer.startswith(form.removesuffix("forms"))
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, form in check.metadata["wrong"]:
            output.print_error(f"{importer} imports {form}")
