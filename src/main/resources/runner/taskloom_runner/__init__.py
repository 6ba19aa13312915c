"""Runs a model's Python, cell by cell, and tells about it in JSON lines.

Requests, one JSON object a line:

    {"type":"open","task":"20250117-…","limits":{"address_space":…,"processes":…,"file_size":…,"open_files":…,
     "cpu_seconds":…,"output":…,"figures":…,"memory":…,"scratch":…}}    the first line; "task" over a socket only
    {"type":"execute","id":"7","code":"…","timeout":300,"replay":false}    replay: for the state only, no figures kept
    {"type":"interrupt"}   {"type":"exit"}
    {"type":"ping"}                             over a socket the very first line: "pong" says that there is a place, kept
                                                as long as the connection; "refused" that there is none just now
    {"type":"convert","task":"convert-…","arguments":["-t","docx",…],"limits":{…}}    over a socket, instead of "open": pandoc,
                                                from the folder's file "in" to its file "out"; "exited" is its answer
    {"type":"lenient"}                          before any of these: where the kernel cannot keep the runner's tasks apart,
                                                code runs all the same
    {"type":"check"}                            over a socket, instead of "open": a line of code in a confined interpreter;
                                                the answer is "healthy" or "unhealthy"
    {"type":"settle","task":"…","seconds":10}   over a socket, instead of "open": for a task whose connection ended without
                                                "ended"; the answer is "ended" once nothing of it is alive, or "refused" after these seconds

Answers, likewise (a cell's carry its "id"):

    {"type":"ready","pid":12,"python":"3.11.2","confined":["landlock","seccomp"]}
    {"type":"unconfined","reason":"…"}          instead of "ready": the sandbox is not what it should be, no code runs
    {"type":"healthy","confined":[…]}   {"type":"unhealthy","reason":"…"}
    {"type":"stream","name":"stdout","text":"…"}
    {"type":"display","kind":"display_data"|"execute_result","data":{"text/plain":"…","text/html":"…"},"figure":"figure-003.png"}
    {"type":"left_out","bytes":5120}            output past the bound, before the end of the output
    {"type":"error","name":"NameError","value":"…","traceback":"…"}
    {"type":"done","status":"ok"|"error"|"timeout"|"interrupted","execution_time":0.12,"execution_count":4,
     "figures":["figure-003.png"],"left_out":0}
    {"type":"exited","code":1}  or  {"type":"exited","signal":9,"stopped":"timeout"}    the worker is gone; stopped: why
                                                the keeper ended it (timeout, memory, processes, scratch), where it did
                                                (of "convert": pandoc's code; 127 where there is no pandoc)
    {"type":"ended"}                            the last line, always: not one process of the task is alive any more, by the
                                                kernel's word. An end without it says nothing of the sort.
    {"type":"refused","reason":"…"}   {"type":"pong"}

Two processes. The *keeper* holds the channel, the clock and the output's bound; it never runs a line of the model's.
The *worker*, its child, is confined for good and then runs IPython. The worker's file descriptors 1 and 2 are pipes to
the keeper, so that C code and subprocesses are heard as well and nothing that the model's code prints, closes or
overwrites reaches the channel. Only the keeper's word is on the channel; what the worker tells it is bounded and parsed.
"""
