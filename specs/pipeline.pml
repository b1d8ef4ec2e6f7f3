/* A pipeline of three stages, in Promela: a second judge of src/scenarios/pipeline.cc, with
   which it shares no code. semantics.md says what stands for what.

     -DITEMS=n         how many numbers are produced: 1 to 100; with MONITOR, to 7
     -DCAPACITY=c      how many a queue holds; 0: any number
     -DMONITOR         a queue is made of a mutex, conditions and a list
     -DFORGETFUL       whoever puts forgets to notify: a mistake, to see that it is found
     -DCOROUTINES      no queue: a stage's send runs the next stage until it asks for more
     -DCOMPLETE        the second coroutine closes the third; the notebook's does not
     -DAT_EXIT         after all, the interpreter throws the third away
     -DLINES, -DPIECES what is printed counts, a line being printed whole or in pieces

   Each state in which nothing can go on prints lines "outcome ..." (what was consumed, or with LINES or PIECES
   what was printed). All of them come out where pan is compiled with -DNOREDUCE: the outcome is part of the
   state. */

/* What is printed: a code for each piece. A number n is NUMBER + n. */
#define PRODUCED 0
#define CONSUMED 1
#define PRODUCER_DONE 2
#define INTERMEDIATE_DONE 3
#define CONSUMER_DONE 4
#define BLANK 5
#define NEWLINE 6
#define NUMBER 7

#if defined(LINES) || defined(PIECES)
#define PRINTS
byte console[8 * ITEMS + 6];
byte printed;

inline Write(piece) { d_step { console[printed] = piece; printed++ } }

inline Item(what, number) {
#ifdef PIECES
  Write(what); Write(BLANK); Write(NUMBER + number); Write(NEWLINE)
#else
  atomic { Write(what); Write(BLANK); Write(NUMBER + number); Write(NEWLINE) }
#endif
}

inline Done(what) {
#ifdef PIECES
  Write(what); Write(NEWLINE)
#else
  atomic { Write(what); Write(NEWLINE) }
#endif
}
#else
inline Item(what, number) { skip }
inline Done(what) { skip }
#endif

/* The numbers consumed so far. */
byte consumed[ITEMS];
byte consumed_count;
/* What is asserted, under names that the verdict shows: no part of a state. */
hidden byte in_order, complete;

inline Record(number) {
  d_step {
    consumed[consumed_count] = number;
    consumed_count++;
    in_order = (number == consumed_count);
    assert(in_order)
  }
}

/* ---- What joins two stages -------------------------------------------------------------------------------- */

#ifdef COROUTINES

/* A send hands a number over, and goes on when the receiver asks for the next or has returned. */
mtype = { value, closing };
chan send[2] = [0] of { mtype, byte };
chan back[2] = [0] of { bit };

inline Put(k, number) { send[k]!value(number); back[k]?_ }
inline Close(k) { send[k]!closing(0); back[k]?_ }

#else
#ifdef MONITOR

typedef Condition { byte waiting, notified };
typedef Queue {
  bit locked;
  int list;  /* a hexadecimal digit for each number, the oldest lowest */
  byte size;
  Condition not_empty, not_full
};
Queue queue[2];

inline Lock(k) { atomic { !queue[k].locked -> queue[k].locked = 1 } }
inline Unlock(k) { queue[k].locked = 0 }
/* To give the mutex up and to wait is one step; to wake is to have it again. */
inline Wait(k, condition) {
  d_step { queue[k].locked = 0; condition.waiting++ };
  d_step {
    condition.notified > 0 && !queue[k].locked ->
    condition.notified--;
    queue[k].locked = 1
  }
}
inline Notify(condition) {
  d_step {
    if
    :: condition.waiting > 0 ->
       condition.waiting--;
       condition.notified++
    :: else
    fi
  }
}

inline Put(k, number) {
  Lock(k);
#if CAPACITY > 0
  do
  :: queue[k].size == CAPACITY -> Wait(k, queue[k].not_full)
  :: else -> break
  od;
#endif
  list = queue[k].list;
  d_step {
    queue[k].list = list + (number << (4 * queue[k].size));
    queue[k].size++;
    list = 0
  };
#ifndef FORGETFUL
  Notify(queue[k].not_empty);
#endif
  Unlock(k)
}

inline Get(k, number) {
  Lock(k);
  do
  :: queue[k].size == 0 -> Wait(k, queue[k].not_empty)
  :: else -> break
  od;
  list = queue[k].list;
  d_step {
    number = list & 15;
    queue[k].list = list >> 4;
    queue[k].size--;
    list = 0
  };
#if CAPACITY > 0
  Notify(queue[k].not_full);
#endif
  Unlock(k)
}

#else

#if CAPACITY == 0
#define BOUND ITEMS
#else
#define BOUND CAPACITY
#endif
chan queue[2] = [BOUND] of { byte };

inline Put(k, number) { queue[k]!number }
inline Get(k, number) { queue[k]?number }

#endif
#endif

/* ---- The stages ------------------------------------------------------------------------------------------- */

active proctype Producer() {
  byte i;
  int list;
  do
  :: i < ITEMS -> Put(0, i); Item(PRODUCED, i); i++
  :: else -> break
  od;
#ifdef COROUTINES
  Close(0);
#endif
  Done(PRODUCER_DONE);
#ifdef AT_EXIT
  Close(1)
#endif
}

#ifdef COROUTINES

active proctype Intermediate() {
  byte number;
  do
  :: send[0]?value(number) -> Put(1, number + 1); number = 0; back[0]!0
  :: send[0]?closing(_) -> break
  od;
#ifdef COMPLETE
  Close(1);
#endif
  Done(INTERMEDIATE_DONE);
  back[0]!0
}

active proctype Consumer() {
  byte number;
  do
  :: send[1]?value(number) -> Record(number); Item(CONSUMED, number); number = 0; back[1]!0
  :: send[1]?closing(_) -> break
  od;
  Done(CONSUMER_DONE);
  back[1]!0
}

#else

active proctype Intermediate() {
  byte number;
  int list;
  do
  :: Get(0, number);
     Put(1, number + 1);
     if
     :: number == ITEMS - 1 -> break
     :: else -> number = 0
     fi
  od;
  Done(INTERMEDIATE_DONE)
}

active proctype Consumer() {
  byte number;
  int list;
  do
  :: Get(1, number);
     Record(number);
     Item(CONSUMED, number);
     if
     :: number == ITEMS -> break
     :: else -> number = 0
     fi
  od;
  Done(CONSUMER_DONE)
}

#endif

/* Declared last: processes die in the order opposite to that of their birth, so nobody does before the end. */
active proctype Judge() {
  atomic {
    timeout;
    c_code { Report(); };
    complete = (consumed_count == ITEMS);
    assert(complete)
  }
}

c_code {
  void Report() {
    printf("outcome ");
#ifdef PRINTS
    static const char* const texts[] = {"produced",       "consumed", "producer: done", "intermediate: done",
                                        "consumer: done", " ",        "|"};
    for (int i = 0; i < now.printed; ++i) {
      const int piece = now.console[i];
      if (piece >= NUMBER) printf("%d", piece - NUMBER);
      else printf("%s", texts[piece]);
    }
#else
    for (int i = 0; i < now.consumed_count; ++i) printf("%s%d", i > 0 ? " " : "", now.consumed[i]);
#endif
    putchar(10);
  }
}
