package datadog

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"

	"toban/bot/triage"
)

// What can become of samples that were sent, beside their arrival. Any other
// error says that Datadog does not have them.
var (
	ErrDoubtful = errors.New("it is not known whether Datadog has the metrics")
	ErrUnfit    = errors.New("datadog will not have the metrics")
)

// MostPointAge is the age up to which Datadog takes a point.
const MostPointAge = time.Hour

// Limits of a submission: Datadog takes 512,000 bytes, and a series of ours
// has some 300. Counts are of a minute, as toban sends them.
const (
	mostSeries  = 1000
	countPeriod = int64(time.Minute / time.Second)
)

// Submit sends samples as points of one instant. To send the same samples for
// the same instant again changes nothing: of several points of a series in a
// second the intake keeps the last, counts included, as
// github.com/vectordotdev/vector issue 13867 observed.
func (s *Incidents) Submit(ctx context.Context, samples []triage.Sample, at time.Time) error {
	for part := range slices.Chunk(samples, mostSeries) {
		if err := s.submit(ctx, part, at); err != nil {
			return err
		}
	}
	return nil
}

func (s *Incidents) submit(ctx context.Context, samples []triage.Sample, at time.Time) error {
	body := datadogV2.MetricPayload{}
	for _, sample := range samples {
		body.Series = append(body.Series, series(sample, at))
	}
	ctx, c := s.call(ctx)
	answer, res, err := s.metrics.SubmitMetrics(ctx, body)
	drop(res)
	status := 0
	if res != nil {
		status = res.StatusCode
	}
	switch {
	case status == http.StatusAccepted && len(answer.Errors) > 0:
		return fmt.Errorf("%w: %s", ErrUnfit, strings.Join(answer.Errors, ", "))
	case status == http.StatusAccepted:
		return nil
	case status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge:
		return fmt.Errorf("%w (%d): %s", ErrUnfit, status, text(err))
	case status >= 400 && status < 500 && status != http.StatusRequestTimeout:
		return fmt.Errorf("send metrics: %w", &refusal{status: status, text: text(err)})
	case !c.wrote.Load():
		return fmt.Errorf("send metrics: %w", err)
	case err == nil:
		return fmt.Errorf("%w: it answered %d", ErrDoubtful, status)
	}
	return fmt.Errorf("%w: %w", ErrDoubtful, err)
}

func series(sample triage.Sample, at time.Time) datadogV2.MetricSeries {
	one := datadogV2.MetricSeries{
		Metric: sample.Name, Tags: sample.Tags, Type: datadogV2.METRICINTAKETYPE_GAUGE.Ptr(),
		Points: []datadogV2.MetricPoint{{Timestamp: new(at.Unix()), Value: new(sample.Value)}},
	}
	if !sample.Gauge {
		one.Type, one.Interval = datadogV2.METRICINTAKETYPE_COUNT.Ptr(), new(countPeriod)
	}
	if strings.HasSuffix(sample.Name, ".seconds") {
		one.Unit = new("second")
	}
	return one
}
