package triage

// publish has a page written as a file, or removed, where that is wanted.
func (t *turn) publish(n PublishPage) {
	if t.Publish {
		t.tell(n)
	}
}

// publish has a page written as a file, or removed, where that is wanted.
func (t *incidentTurn) publish(n PublishPage) {
	if t.Publish {
		t.tell(n)
	}
}

// unpublish removes the file of an article whose words are about to go.
func (t *turn) unpublish() {
	if t.q.Article.Approved() {
		t.publish(PublishPage{Inquiry: t.q.ID})
	}
}

// republish brings the file of an approved review up to date with what the
// review shows beside its text.
func (t *incidentTurn) republish() {
	if t.i.Reviewed() {
		t.publish(PublishPage{Incident: t.i.ID, Review: true})
	}
}

// notePage tells who decided about a page where a pull request is made of it.
func (t *turn) notePage(c NotePage) {
	if a := t.q.Article; a != nil && !a.Decided.Erased() {
		t.tell(c.told(TellPage{Inquiry: t.q.ID, To: a.Decided})...)
	}
}

// notePage is the same of an incident's article or review.
func (t *incidentTurn) notePage(c NotePage) {
	n := TellPage{Incident: t.i.ID}
	switch {
	case c.Review && t.i.Review != nil:
		n.To = t.i.Review.Decided
	case !c.Review && t.i.Article != nil:
		n.To = t.i.Article.Decided
	}
	t.tell(c.told(n)...)
}

// told is n with what became of the page, nothing where nobody is to be told.
func (c NotePage) told(n TellPage) []Notice {
	if c.URL == "" || n.To == "" {
		return nil
	}
	n.File, n.URL, n.Removed = c.File, c.URL, c.Removed
	return []Notice{n}
}
