"""Who may do what with projects."""

from projecten.models import Project, Projectrol


def beheert_kalender(persoon, *onderwerp) -> bool:
    """The programmamanager: keeps the shared calendar up to date."""
    return persoon.is_programmamanager


def meldt_status(persoon, project: Project) -> bool:
    """The programmamanager, and who pulls, leads or reports back; while the project goes on.

    Who reports back for a tafel does so for all of its projects (R-026).
    """
    if project.fase in (Project.Fase.AFGEROND, Project.Fase.GESTOPT):
        return False
    return (
        persoon.is_programmamanager
        or any(
            rol.persoon_id == persoon.pk and rol.rol in Projectrol.MELDT_STATUS
            for rol in project.rollen.all()
        )
        or any(tafel.terugkoppelaar_id == persoon.pk for tafel in project.tafels.all())
    )
