# Service status.
status-well = Everything works.
status-trouble = A part is not answering. What you had saved is safe.
status-site = Pages
status-database = Database
status-search = Search
status-works = Works
status-fails = Not answering
status-count = Search finds { $what }.
status-note = Checked at the moment you open this page. For programs:
