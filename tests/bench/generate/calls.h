// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/generate/logfile.h"

// What Parsl says at each step of a task's life at level DEBUG, as recorded runs of mid-2026 have it.
namespace widelens::bench::calls {

#define DFLOW "parsl.dataflow.dflow"
#define HTEX "parsl.executors.high_throughput."
#define TASK ", \"parsl_task_id\": \"%t\", \"parsl_dfk\": \"2f1c9d1e-5b1e-4f6a-8a77-0c0ffee00001\""
#define ETASK ", \"htex_task_id\": \"%e\""
#define STATE(name) ", \"parsl.dfk\": \"2f1c9d1e-5b1e-4f6a-8a77-0c0ffee00001\", \"parsl.task\": \"%t\", \"parsl.task_state\": \"" name "\""

inline constexpr Call runId { DFLOW, 140, "__init__", "INFO", "MainThread", "Run id is: 2f1c9d1e-5b1e-4f6a-8a77-0c0ffee00001", nullptr, "",
                              ", \"parsl_dfk\": \"2f1c9d1e-5b1e-4f6a-8a77-0c0ffee00001\"" };

inline constexpr Call submitted[] = {
    { DFLOW, 966, "submit", "DEBUG", "MainThread", "Task %t will be sent to executor htex", "Task %t: will be sent to executor htex", "", TASK },
    { DFLOW, 1039, "submit", "INFO", "MainThread", "Task %t submitted for App work, not waiting on any dependency", "Task %t: submitted for App work, not waiting on any dependency", "", TASK },
    { DFLOW, 1041, "submit", "DEBUG", "MainThread", "Task %t has AppFuture: <AppFuture at 0x7fb3d7fe68d0 state=pending>", "Task %t: has AppFuture: <AppFuture at 0x7fb3d7fe68d0 state=pending>", "", TASK },
    { DFLOW, 567, "_update_task_state", "INFO", "MainThread", "Task %t initializing state to pending", "Task %t: initializing state to pending", STATE("pending"), TASK },
};

inline constexpr Call launched[] = {
    { "parsl.dataflow.memoization", 379, "check_memo", "DEBUG", "Task-Launch_0", "Task %t will not be memoized", nullptr, "", TASK },
    { HTEX "executor", 715, "submit", "DEBUG", "Task-Launch_0", "Pushing function <function work at 0x7fb3d7fa6660> to queue with args (%n,)" },
    { HTEX "zmq_pipes", 148, "put", "DEBUG", "Task-Launch_0", "Sending TasksOutgoing message" },
    { HTEX "zmq_pipes", 150, "put", "DEBUG", "Task-Launch_0", "Sent TasksOutgoing message" },
    { DFLOW, 565, "_update_task_state", "INFO", "Task-Launch_0", "Task %t changing state from pending to launched", "Task %t: changing state from pending to launched", STATE("launched"), TASK },
    { DFLOW, 727, "launch_task", "INFO", "Task-Launch_0", "Parsl task %t try %y launched on executor htex with executor id %e", "Task %t: try %y launched on executor htex with executor id %e", "",
      ", \"parsl_try_id\": \"%y\", \"parsl_executor\": \"htex\", \"parsl_executor_id\": \"%e\"" TASK },
    { DFLOW, 1228, "log_std_stream", "INFO", "Task-Launch_0", "Standard out for task %t will not be redirected.", "Task %t: Standard out will not be redirected.", "", TASK },
    { DFLOW, 1228, "log_std_stream", "INFO", "Task-Launch_0", "Standard error for task %t will not be redirected.", "Task %t: Standard error will not be redirected.", "", TASK },
    { "parsl.process_loggers", 27, "wrapped", "DEBUG", "Task-Launch_0", "Normal ending for _launch_if_ready_async on thread Task-Launch_0" },
};

inline constexpr Call queued[] = {
    { HTEX "interchange", 336, "process_task_incoming", "DEBUG", "MainThread", "start task_incoming section" },
    { HTEX "interchange", 345, "process_task_incoming", "DEBUG", "MainThread", "Putting task %e onto pending_task_queue", "HTEX task %e: putting onto pending_task_queue", "", ETASK },
    { HTEX "interchange", 348, "process_task_incoming", "DEBUG", "MainThread", "Put task %e onto pending_task_queue", "HTEX task %e: put onto pending_task_queue", "", ", \"interchange_task_progress\": \"in_queue\"" ETASK },
    { HTEX "interchange", 350, "process_task_incoming", "DEBUG", "MainThread", "There are %n tasks in the pending task queue", "TMP1: there are %n tasks in the pending task queue", "", ", \"metric\": \"pending_task_queue_length\", \"queued_tasks\": \"%n\"" },
};

inline constexpr Call sent[] = {
    { HTEX "interchange", 570, "process_tasks_to_send", "DEBUG", "MainThread", "Sent tasks: [%e] to manager b'%m'", nullptr, "", ", \"manager_id\": \"b'%m'\"" },
    { HTEX "interchange", 580, "process_tasks_to_send", "DEBUG", "MainThread", "Manager b'%m' has free capacity %n", nullptr, "", ", \"metric\": \"manager_free_capacity\", \"manager_id\": \"b'%m'\", \"free_capacity\": \"%n\"" },
};

inline constexpr Call fetched[] = {
    { HTEX "process_worker_pool", 395, "interchange_communicator", "DEBUG", "Interchange-Communicator", "Got executor tasks: [%e], cumulative count of tasks: %n" },
    { HTEX "process_worker_pool", 357, "interchange_communicator", "DEBUG", "Interchange-Communicator", "ready workers: 1, pending tasks: 1" },
};

inline constexpr Call received { HTEX "process_worker_pool", 778, "worker", "INFO", "MainThread", "Received executor task %e", "HTEX task %e: received executor task", "", ETASK };

inline constexpr Call completed[] = {
    { HTEX "process_worker_pool", 812, "worker", "INFO", "MainThread", "Completed executor task %e", "HTEX task %e: Completed task", "", ETASK },
    { HTEX "process_worker_pool", 826, "worker", "INFO", "MainThread", "All processing finished for executor task %e", "HTEX task %e: All processing finished for task", "", ETASK },
};

inline constexpr Call raised { HTEX "process_worker_pool", 805, "worker", "INFO", "MainThread", "Caught an exception: no luck with %n", "HTEX task %e: Caught an exception: no luck with %n", "", ETASK };

inline constexpr Call ferried[] = {
    { HTEX "process_worker_pool", 439, "ferry_result", "DEBUG", "Result-Shovel", "Result received from worker" },
    { HTEX "process_worker_pool", 405, "interchange_communicator", "DEBUG", "Interchange-Communicator", "Result sent to interchange" },
};

inline constexpr Call returned[] = {
    { HTEX "interchange", 360, "process_manager_socket_message", "DEBUG", "MainThread", "starting worker message section" },
    { HTEX "interchange", 374, "process_manager_socket_message", "DEBUG", "MainThread", "Processing message type 'result' from manager b'%m'", nullptr, "", ", \"manager_id\": \"b'%m'\"" },
    { HTEX "interchange", 457, "process_manager_socket_message", "DEBUG", "MainThread", "Number of results in batch: 1" },
    { HTEX "interchange", 466, "process_manager_socket_message", "DEBUG", "MainThread", "Removing task %e from manager", "HTEX task %e: Manager b'%m': Removing task from manager", "", ", \"manager_id\": \"b'%m'\"" ETASK },
    { HTEX "interchange", 497, "process_manager_socket_message", "DEBUG", "MainThread", "Sent messages on results_outgoing" },
};

inline constexpr Call incoming { HTEX "zmq_pipes", 189, "get", "DEBUG", "HTEX-Result-Queue-Thread", "Receiving ResultsIncoming multipart message" };
inline constexpr Call done { DFLOW, 565, "_update_task_state", "INFO", "HTEX-Result-Queue-Thread", "Task %t changing state from launched to exec_done", "Task %t: changing state from launched to exec_done", STATE("exec_done"), TASK };
inline constexpr Call tryFailed { DFLOW, 350, "handle_exec_update", "INFO", "HTEX-Result-Queue-Thread", "Task %t try %y failed with exception of type RuntimeError", "Task %t: try %y failed with exception of type RuntimeError", "", ", \"parsl_try_id\": \"%y\"" TASK };
inline constexpr Call again { DFLOW, 565, "_update_task_state", "INFO", "HTEX-Result-Queue-Thread", "Task %t changing state from launched to pending", "Task %t: changing state from launched to pending", STATE("pending"), TASK };
inline constexpr Call gaveUp[] = {
    { DFLOW, 390, "handle_exec_update", "ERROR", "HTEX-Result-Queue-Thread", "Task %t failed after %y retry attempts", "Task %t: failed after %y retry attempts", "", TASK },
    { DFLOW, 565, "_update_task_state", "INFO", "HTEX-Result-Queue-Thread", "Task %t changing state from launched to failed", "Task %t: changing state from launched to failed", STATE("failed"), TASK },
};

#undef DFLOW
#undef HTEX
#undef TASK
#undef ETASK
#undef STATE

} // namespace widelens::bench::calls
