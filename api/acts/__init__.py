"""The acts on a case, a subject a file: what each takes, as JSON or as a form, and the verb that carries it out."""
