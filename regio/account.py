"""Who may sign in: people the regiobureau invited, and nobody else (allauth adapters)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """There is no open sign-up; the regiobureau invites."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def populate_username(self, request, user) -> None:
        """A persoon has no user name."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in through the own organisation only works for an address that was invited."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
