from django.urls import URLPattern, URLResolver, path

from agents.views import audit, calendars, company, invitations, language, people, presence, profile, teams

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", language.language, name="language"),
    path("presence/", presence.presence, name="presence"),
    path("me/", profile.profile, name="profile"),
    path("me/sign-outs/", profile.sign_outs, name="sign-outs"),
    path("settings/", company.settings_home, name="settings"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("settings/people/<int:pk>/deactivation/", people.deactivation, name="person-deactivation"),
    path("settings/people/<int:pk>/reactivation/", people.reactivation, name="person-reactivation"),
    path("settings/people/<int:pk>/second-step/", people.second_factor, name="person-second-step"),
    path("settings/people/invitations/", invitations.invite, name="invitations"),
    path("settings/people/addresses/", invitations.addresses, name="invitation-addresses"),
    path("settings/people/invitations/<int:pk>/mail/", invitations.mail_again, name="invitation-mail"),
    path("settings/people/invitations/<int:pk>/withdrawal/", invitations.withdrawal, name="invitation-withdrawal"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/new/", teams.team, name="team-new"),
    path("settings/teams/<int:pk>/", teams.team, name="team-settings"),
    path("settings/calendars/", calendars.calendars, name="calendars"),
    path("settings/calendars/new/", calendars.calendar, name="calendar-new"),
    path("settings/calendars/<int:pk>/", calendars.calendar, name="calendar"),
    path("settings/calendars/<int:pk>/exceptions/", calendars.exceptions, name="calendar-exceptions"),
    path("settings/calendars/<int:pk>/removal/", calendars.removal, name="calendar-removal"),
    path("settings/exceptions/<int:pk>/removal/", calendars.exception_removal, name="exception-removal"),
    path("settings/company/", company.company, name="company"),
    path("settings/audit/", audit.audit, name="audit"),
    path("invitations/", invitations.accept, name="invitation-accept"),
    path("invitations/<str:token>/", invitations.follow, name="invitation"),
]
