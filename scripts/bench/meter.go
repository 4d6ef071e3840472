package main

import (
	"bytes"
	"context"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// meter reads how much processor time this process and the database have used. Unlike throughput it hardly minds what
// else the machine does.
type meter struct {
	stat string // the kernel's file about the database's process; empty where there is none to read
}

// newMeter finds the database's process, if it is on this machine.
func newMeter(ctx context.Context, s *server) *meter {
	var file string
	if err := s.admin.QueryRowContext(ctx, "SELECT @@pid_file").Scan(&file); err != nil {
		return &meter{}
	}
	pid, err := os.ReadFile(file)
	if err != nil {
		return &meter{}
	}
	m := &meter{stat: "/proc/" + strings.TrimSpace(string(pid)) + "/stat"}
	if m.database() == 0 {
		return &meter{}
	}
	return m
}

// read is the time used so far.
func (m *meter) read() time.Duration {
	var own syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return 0
	}
	return time.Duration(own.Utime.Nano()+own.Stime.Nano()) + m.database()
}

// tick is the unit of the kernel's file.
const tick = 10 * time.Millisecond

// database is the part of the database; 0 if it cannot be read.
func (m *meter) database() time.Duration {
	if m.stat == "" {
		return 0
	}
	text, err := os.ReadFile(m.stat)
	if err != nil {
		return 0
	}
	_, text, _ = bytes.Cut(text, []byte(") ")) // behind the name, which may have blanks
	fields := bytes.Fields(text)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(string(fields[11]))
	system, _ := strconv.Atoi(string(fields[12]))
	return time.Duration(user+system) * tick
}

// what says whose time is measured.
func (m *meter) what() string {
	if m.stat == "" {
		return "this process"
	}
	return "this process and the database"
}
