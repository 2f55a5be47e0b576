"""Meetings in the chat: times to choose from, reminders, what staff are told and say. Rules are
`leads.meetings`."""
