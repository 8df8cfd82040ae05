package fakeslack

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"
)

// file is an upload in one of its steps.
type file struct {
	File
	want     int // announced size
	uploaded bool
	done     bool
}

func filesGetUploadURL(w *Workspace, c *call) (object, error) {
	size := c.int("length", 0)
	switch {
	case c.str("filename") == "":
		return nil, missing("filename")
	case size <= 0:
		return nil, missing("length")
	}
	f := &file{File: File{ID: w.newID("F"), Name: c.str("filename"), Title: c.str("filename"), Alt: c.str("alt_txt")}, want: size}
	w.uploads[f.ID] = f
	return object{"upload_url": w.baseURL() + "/upload/" + f.ID, "file_id": f.ID}, nil
}

// serveUpload takes the content, raw or as the multipart field "file". A part
// that ends twice, as slack-go sends it, counts once.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	start := time.Now()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		var part *multipart.Part
		if part, err = multipart.NewReader(bytes.NewReader(body), params["boundary"]).NextPart(); err == nil {
			body, err = io.ReadAll(part)
		}
	}
	w.mu.Lock()
	f := w.uploads[r.PathValue("id")]
	status := http.StatusOK
	switch {
	case f == nil:
		status = http.StatusNotFound
	case err != nil || len(body) != f.want:
		status = http.StatusBadRequest
	default:
		f.Content, f.Size, f.uploaded = body, len(body), true
	}
	w.note(Exchange{FromApp: true, Kind: "upload", Name: "upload", Transport: "http", OK: status == http.StatusOK, Status: status, Took: time.Since(start)})
	w.mu.Unlock()
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = io.WriteString(rw, http.StatusText(status))
}

func filesCompleteUpload(w *Workspace, c *call) (object, error) {
	var named []struct{ ID, Title string }
	if decode(c.raw("files"), &named) != nil || len(named) == 0 {
		return nil, missing("files")
	}
	var files []File
	var answer []object
	for _, n := range named {
		f := w.uploads[n.ID]
		if f == nil || !f.uploaded {
			return nil, fail("file_not_found")
		}
		if n.Title != "" {
			f.Title = n.Title
		}
		files = append(files, f.File)
		answer = append(answer, fileJSON(f.File))
	}
	rooms := c.strs("channels")
	if id := c.str("channel_id"); id != "" {
		rooms = append(rooms, id)
	}
	for _, id := range rooms {
		ch := w.chanByID[id]
		switch {
		case ch == nil:
			return nil, fail("channel_not_found")
		case !ch.has(w.bot.ID):
			return nil, fail("not_in_channel")
		}
		root, err := ch.thread(c.str("thread_ts"))
		if err != nil {
			return nil, err
		}
		m := w.put(ch, &message{Msg: Msg{User: w.bot.ID, BotID: botID, Text: c.str("initial_comment"), Files: files, Subtype: "file_share"}}, root)
		c.later = append(c.later, w.messageEvents(ch, m)...)
	}
	for _, n := range named {
		w.uploads[n.ID].done = true
	}
	return object{"files": answer}, nil
}

func filesInfo(w *Workspace, c *call) (object, error) {
	f := w.uploads[c.str("file")]
	if f == nil || !f.done {
		return nil, fail("file_not_found")
	}
	return object{"file": fileJSON(f.File)}, nil
}

func filesDelete(w *Workspace, c *call) (object, error) {
	f := w.uploads[c.str("file")]
	if f == nil || !f.done {
		return nil, fail("file_not_found")
	}
	delete(w.uploads, f.ID)
	return nil, nil
}
