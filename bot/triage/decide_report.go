package triage

// postReport posts a report. What belongs under its post follows once it
// stands.
func postReport(c PostReport) Decision {
	var d Decision
	if c.Team != "" {
		d.Notices = []Notice{ShowReport{Period: c.Period, Team: c.Team}}
		return d
	}
	for _, owner := range c.Owners {
		d.Notices = append(d.Notices, ShowReport{Period: c.Period, Owner: owner})
	}
	if c.Documents {
		return d
	}
	d.Notices = append(d.Notices, ShowReport{Period: c.Period, Under: c.Under})
	if c.Under.IsZero() {
		d.Events = []Event{Reported{Period: c.Period}}
	}
	return d
}

// DocumentsMark names the watermark of what owners are told of their documents:
// the last month.
const DocumentsMark = "report/documents"

// mark names the watermark that a report moves, "" for what belongs under one.
func (c PostReport) mark() string {
	switch {
	case c.Team != "":
		return MirrorMark(c.Team)
	case c.Documents:
		return DocumentsMark
	case c.Under.IsZero():
		return c.Period.ReportMark()
	}
	return ""
}

// ReportMark names the watermark of the reports of periods like this one: the
// last that was posted.
func (p Period) ReportMark() string {
	if p.IsMonth() {
		return "report/month"
	}
	return "report"
}
