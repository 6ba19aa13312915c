"""Which system calls a model's code may make, and of which only some forms. What is not named here is allowed, up to the
last call that was known when this was written."""

EPERM, EACCES, EINVAL, ENOTTY, ENOSYS, EOPNOTSUPP = 1, 13, 22, 25, 38, 95
DONE = 0  # a refusal that says it was done

LAST_KNOWN = 450  # beyond: statmount and listmount, fchmodat2, setxattrat, …; the C library does without

# name: (x86_64, aarch64), None where there is no such call
REFUSED = {
    EACCES: {
        # no network, no named or abstract unix socket, and none passed on: a file in flight is a file that no one counts
        "socket": (41, 198), "bind": (49, 200), "connect": (42, 203), "listen": (50, 201), "accept": (43, 202),
        "accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269),
        # memory and queues that outlive the task, or that no bound counts
        "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
        "semget": (64, 190), "mq_open": (240, 180), "mq_unlink": (241, 181),
        # a pipe in the task's folder would hang whoever opens it
        "mknod": (133, None), "mknodat": (259, 33),
        # other tasks' file names
        "inotify_init": (253, None), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
        "fanotify_init": (300, 262), "fanotify_mark": (301, 263),
        "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    },
    EPERM: {
        # other processes
        "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
        "process_madvise": (440, 440), "process_mrelease": (448, 448), "kcmp": (312, 272),
        "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "migrate_pages": (256, 238),
        "move_pages": (279, 239), "get_robust_list": (274, 100),
        # namespaces and mounts
        "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
        "chroot": (161, 51), "move_mount": (429, 429), "open_tree": (428, 428), "mount_setattr": (442, 442),
        "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
        # the machine and the kernel's less travelled parts
        "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "keyctl": (250, 219),
        "add_key": (248, 217), "request_key": (249, 218), "seccomp": (317, 277), "kexec_load": (246, 104),
        "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
        "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
        "acct": (163, 89), "quotactl": (179, 60), "quotactl_fd": (443, 443), "syslog": (103, 116), "iopl": (172, None),
        "ioperm": (173, None), "modify_ldt": (154, None), "lookup_dcookie": (212, 18), "vhangup": (153, 58),
        "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
        "sethostname": (170, 161), "setdomainname": (171, 162), "uselib": (134, None), "nfsservctl": (180, 42),
    },
    ENOSYS: {  # programs do without where a kernel has none
        "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
        "pidfd_open": (434, 434), "clone3": (435, 435),  # its arguments a filter cannot see
    },
    EOPNOTSUPP: {
        # room that no look at the folder shows; without it the C library writes page by page
        "fallocate": (285, 47),
        "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
        "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    },
}

# Modes and times of files by path: Landlock does not watch them, and the tasks of a container share a user. In a folder
# of one user they matter to nobody: `shutil.copy` is to go on.
CHANGED_BY_PATH = {
    "chmod": (90, None), "fchmodat": (268, 53), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "chown": (92, None), "lchown": (94, None), "fchownat": (260, 54),
}

NEW_NAMESPACES = 0x7E020000
CLONE_PARENT = 0x8000
CLONE_FILES, CLONE_THREAD = 0x400, 0x10000
CLOSE_RANGE_CLOEXEC = 4
SO_SNDBUF, SO_SNDBUFFORCE = 7, 32
# dup, descriptor and status flags, record locks. Not the size of pipes (memory that no bound counts), leases (the server's open
# would wait for one), signals to other processes (F_SETOWN), notifications.
FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 36, 37, 38, 1030, 1032)
# TCGETS, TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. Not those that reserve room or share it.
IOCTL = (0x5401, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Names, what is told of oneself, no new privileges, timer slack, vector lengths, transparent huge pages, names of memory.
PRCTL = (2, 3, 15, 16, 21, 23, 29, 30, 38, 39, 41, 42, 50, 51, 54, 55, 56, 0x53564D41)
QUERY_PERSONALITY = 0xFFFFFFFF
PRIO_USER, IOPRIO_WHO_USER = 2, 3


def low(argument):
    return 16 + 8 * argument


def high(argument):
    return 20 + 8 * argument


def conditions(me):
    """(x86_64, aarch64), what is answered otherwise, and what must hold: ("only" | "never", where, values[, mask])."""
    mine = (0, me)
    return [
        # clone: no thread with descriptors of its own, which a look at its process would not show; nor by close_range
        ((56, 220), EPERM, [
            ("never", low(0), None, NEW_NAMESPACES | CLONE_PARENT),
            ("only", low(0), (0, CLONE_FILES, CLONE_FILES | CLONE_THREAD), CLONE_FILES | CLONE_THREAD),
        ]),
        ((436, 436), EINVAL, [("only", low(2), (0, CLOSE_RANGE_CLOEXEC))]),
        # setsockopt: sockets are counted as what they may hold
        ((54, 208), EPERM, [("never", low(2), (SO_SNDBUF, SO_SNDBUFFORCE))]),
        ((72, 25), EINVAL, [("only", low(1), FCNTL)]),
        ((16, 29), ENOTTY, [("only", low(1), IOCTL)]),
        ((157, 167), EINVAL, [("only", low(0), PRCTL)]),
        ((135, 92), EPERM, [("only", low(0), (0, QUERY_PERSONALITY))]),  # personality
        ((44, 206), EACCES, [("only", low(4), (0,)), ("only", high(4), (0,))]),  # sendto, to an address
        ((302, 261), EPERM, [("only", low(0), mine)]),  # prlimit64
        ((141, 140), EPERM, [("never", low(0), (PRIO_USER,)), ("only", low(1), mine)]),  # setpriority
        ((251, 30), EPERM, [("never", low(0), (IOPRIO_WHO_USER,)), ("only", low(1), mine)]),  # ioprio_set
        ((144, 119), EPERM, [("only", low(0), mine)]),  # sched_setscheduler
        ((142, 118), EPERM, [("only", low(0), mine)]),  # sched_setparam
        ((314, 274), EPERM, [("only", low(0), mine)]),  # sched_setattr
        ((203, 122), EPERM, [("only", low(0), mine)]),  # sched_setaffinity
    ]


def signals_to_itself_alone(me):
    """Where Landlock does not keep signals within the task: to the worker itself and its process group."""
    return [
        ((62, 129), EPERM, [("only", low(0), (0, me))]),  # kill
        ((234, 131), EPERM, [("only", low(0), (me,))]),  # tgkill
        ((129, 138), EPERM, [("only", low(0), (me,))]),  # rt_sigqueueinfo
        ((297, 240), EPERM, [("only", low(0), (me,))]),  # rt_tgsigqueueinfo
        ((200, 130), EPERM, [("only", low(0), (me,))]),  # tkill
    ]


def no_truncation_by_path():
    """Where Landlock does not know it: files that may only be read could be emptied. (Opened for neither reading nor
    writing, 3, they need no right of Landlock's at all.)"""
    emptied, mask = (0x200, 0x203), 0x203
    return [
        ((76, 45), EACCES, []),  # truncate
        ((2, None), EACCES, [("never", low(1), emptied, mask)]),  # open
        ((257, 56), EACCES, [("never", low(2), emptied, mask)]),  # openat
        ((437, 437), ENOSYS, []),  # openat2
    ]


def changes_by_path():
    rules = [(numbers, DONE, []) for numbers in CHANGED_BY_PATH.values()]
    return [*rules, ((280, 88), DONE, [("only", low(1), (0,)), ("only", high(1), (0,))])]  # utimensat, but of a descriptor
