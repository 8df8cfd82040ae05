// Package chart draws the pictures of the reports: numbers in, a PNG out.
//
// It knows no inquiry and no language. Names, labels and the sentence that
// stands where there is nothing to draw come from the caller, in the language
// of whoever will see the picture. The typeface is built in and has what
// Japanese and European languages need; what it lacks, emoji for one, is drawn
// as the geta mark, Japanese typography's sign for a missing type.
//
// Equal input makes equal bytes on the same platform. All of it is safe for
// concurrent use.
package chart
