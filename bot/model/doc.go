// Package model keeps the classifier up with what people say: it learns from
// the labels they give to inquiries, and remembers what it learned.
//
// What is learned from is a projection of the history, see
// [triage.Inquiry.Sample]: it is made anew at each start and nothing of it is
// stored. Models are derived from it, by training that gives the same model
// for the same labels. They are stored because training takes seconds, and
// because a team may want yesterday's back.
//
// A label starts the training of a challenger. It answers from then on unless
// it is clearly worse than the champion on messages that neither had seen, see
// [Comparison]. A model that holds words which are to be forgotten is dropped
// at once, with every older one that does, and whatever is trained next
// answers in its place.
package model
