package knowledge

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

// fileMagic begins a stored classifier; the number is that of the layout.
const fileMagic = "toban classifier 3\n"

// ErrDamaged is wrapped by the errors of [Classifier.UnmarshalBinary] for bytes that are no classifier of this version.
var ErrDamaged = errors.New("not a classifier of this version, or damaged")

// MarshalBinary stores the classifier. Equal classifiers give equal bytes. It never fails.
func (c *Classifier) MarshalBinary() ([]byte, error) { return c.encode(), nil }

// UnmarshalBinary replaces c by a stored classifier. It must not run while c is used.
func (c *Classifier) UnmarshalBinary(data []byte) error {
	d, err := decodeClassifier(data)
	if err != nil {
		return fmt.Errorf("read classifier: %w", err)
	}
	*c = *d
	return nil
}

// A fileHeader is the part of a stored classifier that people may read.
type fileHeader struct {
	Recipe int          `json:"recipe"`
	Inputs string       `json:"inputs"`
	Heads  []headHeader `json:"heads"` // kind, then area if there is one
}

type headHeader struct {
	Classes     []string    `json:"classes"`
	Offered     int         `json:"offered"`
	Features    int         `json:"features"`
	Columns     int         `json:"columns"`
	Messages    int         `json:"messages"`
	Unseen      float32     `json:"unseen"`
	Calibration calibration `json:"calibration"`
}

// encode writes magic, header, per head the features in the order of their numbers, each with its worth and its column, bias, weights and the remembered
// messages, and a CRC-32 of all of it.
func (c *Classifier) encode() []byte {
	heads := []*head{c.kind}
	if c.area != nil {
		heads = append(heads, c.area)
	}
	header := fileHeader{Recipe: recipeVersion, Inputs: c.inputs}
	for _, h := range heads {
		header.Heads = append(header.Heads, headHeader{h.classes, h.offered, len(h.vocabulary.ids), h.vocabulary.columns, len(h.evidence.ids), h.vocabulary.unseen, h.calibration})
	}
	text, err := json.Marshal(header)
	if err != nil {
		panic("knowledge: a header is plain data: " + err.Error())
	}
	out := append([]byte(fileMagic), binary.AppendUvarint(nil, uint64(len(text)))...)
	out = append(out, text...)
	for _, h := range heads {
		out = h.encode(out)
	}
	return binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(out))
}

func (h *head) encode(out []byte) []byte {
	v := h.vocabulary
	for i, id := range v.ids {
		out = binary.LittleEndian.AppendUint64(out, id)
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v.axes[i].worth))
		out = binary.LittleEndian.AppendUint32(out, uint32(v.axes[i].column))
	}
	for _, floats := range [][]float32{h.model.bias, h.model.weight} {
		for _, x := range floats {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x))
		}
	}
	return h.evidence.encode(out)
}

// encode writes of each message its ID, its class and the distances between its columns.
func (m *evidence) encode(out []byte) []byte {
	for i, id := range m.ids {
		out = append(binary.AppendUvarint(out, uint64(len(id))), id...)
		out = binary.AppendUvarint(out, uint64(m.classes[i]))
		out = binary.AppendUvarint(out, uint64(len(m.columns[i])))
		next := int32(0)
		for _, c := range m.columns[i] {
			out = binary.AppendUvarint(out, uint64(c-next))
			next = c + 1
		}
	}
	return out
}

func decodeEvidence(r *bytes.Reader, hh headHeader) (*evidence, error) {
	m := &evidence{}
	number := func(below int) (int, error) {
		n, err := binary.ReadUvarint(r)
		if err != nil || n >= uint64(max(below, 0)) {
			return 0, fmt.Errorf("%w: message %d", ErrDamaged, len(m.ids))
		}
		return int(n), nil
	}
	for range hh.Messages {
		id, err := readBytes(r)
		if err != nil {
			return nil, err
		}
		class, err := number(len(hh.Classes))
		if err != nil {
			return nil, err
		}
		n, err := number(hh.Columns + 1)
		if err != nil {
			return nil, err
		}
		columns := make([]int32, n)
		next := 0
		for i := range columns {
			gap, err := number(hh.Columns - next)
			if err != nil {
				return nil, err
			}
			columns[i] = int32(next + gap)
			next += gap + 1
		}
		m.ids, m.classes, m.columns = append(m.ids, string(id)), append(m.classes, int32(class)), append(m.columns, columns)
	}
	return m, nil
}

func (h *head) hash() string { return sum(h.encode(nil)) }

func decodeClassifier(data []byte) (*Classifier, error) {
	body, ok := bytes.CutPrefix(data, []byte(fileMagic))
	if !ok || len(body) < 4 {
		return nil, ErrDamaged
	}
	body = body[:len(body)-4]
	if crc32.ChecksumIEEE(data[:len(data)-4]) != binary.LittleEndian.Uint32(data[len(data)-4:]) {
		return nil, fmt.Errorf("%w: wrong checksum", ErrDamaged)
	}
	r := bytes.NewReader(body)
	text, err := readBytes(r)
	if err != nil {
		return nil, err
	}
	var header fileHeader
	if err := json.Unmarshal(text, &header); err != nil {
		return nil, fmt.Errorf("%w: header: %w", ErrDamaged, err)
	}
	if header.Recipe != recipeVersion || len(header.Heads) < 1 || len(header.Heads) > 2 {
		return nil, fmt.Errorf("%w: recipe %d, this version has %d", ErrDamaged, header.Recipe, recipeVersion)
	}
	c := &Classifier{inputs: header.Inputs, hash: sum(data)}
	for i, hh := range header.Heads {
		h, err := decodeHead(r, hh)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			c.kind = h
		} else {
			c.area = h
		}
	}
	if r.Len() > 0 {
		return nil, fmt.Errorf("%w: %d bytes too many", ErrDamaged, r.Len())
	}
	return c, nil
}

func decodeHead(r *bytes.Reader, hh headHeader) (*head, error) {
	k := len(hh.Classes)
	if k < 2 || hh.Offered < 1 || hh.Offered > k || hh.Features < 0 || hh.Features > r.Len()/16 || hh.Columns < 0 || hh.Columns > r.Len() || hh.Messages < 0 || hh.Messages > r.Len() ||
		len(hh.Calibration.Threshold) != k || len(hh.Calibration.PerClass) != k || slices.Contains(hh.Classes, "") {
		return nil, fmt.Errorf("%w: header does not fit", ErrDamaged)
	}
	v := &vocabulary{ids: make([]uint64, hh.Features), axes: make([]axis, hh.Features), columns: hh.Columns, unseen: hh.Unseen}
	stored := make([]byte, 16*hh.Features)
	if _, err := io.ReadFull(r, stored); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	for i := range v.ids {
		one := stored[16*i:]
		v.ids[i] = binary.LittleEndian.Uint64(one)
		v.axes[i] = axis{worth: math.Float32frombits(binary.LittleEndian.Uint32(one[8:])), column: int32(binary.LittleEndian.Uint32(one[12:]))}
		if i > 0 && v.ids[i] <= v.ids[i-1] || v.axes[i].column < 0 || int(v.axes[i].column) >= hh.Columns {
			return nil, fmt.Errorf("%w: feature %d", ErrDamaged, i)
		}
	}
	v.index()
	m := &softmax{classes: k}
	for _, part := range []struct {
		to *[]float32
		n  int
	}{{&m.bias, k}, {&m.weight, hh.Columns * k}} {
		if part.n > r.Len()/4 {
			return nil, fmt.Errorf("%w: too short", ErrDamaged)
		}
		*part.to = make([]float32, part.n)
		if err := binary.Read(r, binary.LittleEndian, *part.to); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	messages, err := decodeEvidence(r, hh)
	if err != nil {
		return nil, err
	}
	messages.derive(v)
	return &head{classes: hh.Classes, offered: hh.Offered, vocabulary: v, model: m, calibration: hh.Calibration, evidence: messages}, nil
}

func readBytes(r *bytes.Reader) ([]byte, error) {
	n, err := binary.ReadUvarint(r)
	if err != nil || n > uint64(r.Len()) {
		return nil, fmt.Errorf("%w: too short", ErrDamaged)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return b, nil
}
