package triage

// postReport posts a report. What belongs under its post follows once it
// stands.
func postReport(c PostReport) Decision {
	d := Decision{Notices: []Notice{ShowReport(c)}}
	if c.Under.IsZero() {
		d.Events = []Event{Reported{Period: c.Period}}
	}
	return d
}

// ReportMark names the watermark of the reports of periods like this one: the
// last that was posted.
func (p Period) ReportMark() string {
	if p.IsMonth() {
		return "report/month"
	}
	return "report"
}
