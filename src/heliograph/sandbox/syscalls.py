"""Numbers of the system calls a reader must not make, for x86-64 and for arm64.

From the kernel's `asm/unistd_64.h` and `asm-generic/unistd.h`; None where a processor has no such
call. Everything from `NEWER_THAN_THIS_TABLE` on is refused unseen, so that a call that a later
kernel brings is not a hole.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

NEWER_THAN_THIS_TABLE: Final = 449
"""New calls have had one number on both processors since 424."""

CLONE: Final = (56, 220)
CLONE3: Final = (435, 435)
KILL: Final = (62, 129)
TGKILL: Final = (234, 131)
PRLIMIT64: Final = (302, 261)
SECCOMP: Final = (317, 277)
CAPSET: Final = (126, 91)

REFUSED: Final = MappingProxyType(
    {
        # the network, and any new way to talk
        "socket": (41, 198),
        "socketpair": (53, 199),
        "bind": (49, 200),
        "connect": (42, 203),
        "listen": (50, 201),
        "accept": (43, 202),
        "accept4": (288, 242),
        "mq_open": (240, 180),
        "shmget": (29, 194),
        "shmat": (30, 196),
        "msgget": (68, 186),
        "semget": (64, 190),
        # other programs and processes
        "fork": (57, None),
        "vfork": (58, None),
        "execve": (59, 221),
        "execveat": (322, 281),
        "setpgid": (109, 154),
        "setsid": (112, 157),
        "ptrace": (101, 117),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "process_madvise": (440, 440),
        "process_mrelease": (448, 448),
        "kcmp": (312, 272),
        "pidfd_open": (434, 434),
        "pidfd_getfd": (438, 438),
        "pidfd_send_signal": (424, 424),
        "rt_sigqueueinfo": (129, 138),
        "rt_tgsigqueueinfo": (297, 240),
        "tkill": (200, 130),
        "migrate_pages": (256, 238),
        "move_pages": (279, 239),
        # changes to files that Landlock does not see: modes, owners, times, attributes
        "chmod": (90, None),
        "fchmod": (91, 52),
        "fchmodat": (268, 53),
        "chown": (92, None),
        "fchown": (93, 55),
        "lchown": (94, None),
        "fchownat": (260, 54),
        "utime": (132, None),
        "utimes": (235, None),
        "futimesat": (261, None),
        "utimensat": (280, 88),
        "setxattr": (188, 5),
        "lsetxattr": (189, 6),
        "fsetxattr": (190, 7),
        "removexattr": (197, 14),
        "lremovexattr": (198, 15),
        "fremovexattr": (199, 16),
        # changes to files that Landlock sees too
        "creat": (85, None),
        "truncate": (76, 45),
        "unlink": (87, None),
        "unlinkat": (263, 35),
        "rename": (82, None),
        "renameat": (264, 38),
        "renameat2": (316, 276),
        "mkdir": (83, None),
        "mkdirat": (258, 34),
        "rmdir": (84, None),
        "link": (86, None),
        "linkat": (265, 37),
        "symlink": (88, None),
        "symlinkat": (266, 36),
        "mknod": (133, None),
        "mknodat": (259, 33),
        # mounts and namespaces
        "mount": (165, 40),
        "umount2": (166, 39),
        "move_mount": (429, 429),
        "open_tree": (428, 428),
        "fsopen": (430, 430),
        "fsconfig": (431, 431),
        "fsmount": (432, 432),
        "fspick": (433, 433),
        "mount_setattr": (442, 442),
        "pivot_root": (155, 41),
        "chroot": (161, 51),
        "unshare": (272, 97),
        "setns": (308, 268),
        "swapon": (167, 224),
        "swapoff": (168, 225),
        "name_to_handle_at": (303, 264),
        "open_by_handle_at": (304, 265),
        "quotactl": (179, 60),
        "quotactl_fd": (443, 443),
        # parts of the kernel with a long record of holes
        "io_uring_setup": (425, 425),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        "bpf": (321, 280),
        "perf_event_open": (298, 241),
        "userfaultfd": (323, 282),
        "fanotify_init": (300, 262),
        "memfd_secret": (447, 447),
        "keyctl": (250, 219),
        "add_key": (248, 217),
        "request_key": (249, 218),
        "modify_ldt": (154, None),
        "personality": (135, 92),
        "uselib": (134, None),
        # the machine
        "kexec_load": (246, 104),
        "kexec_file_load": (320, 294),
        "init_module": (175, 105),
        "finit_module": (313, 273),
        "delete_module": (176, 106),
        "reboot": (169, 142),
        "acct": (163, 89),
        "syslog": (103, 116),
        "vhangup": (153, 58),
        "iopl": (172, None),
        "ioperm": (173, None),
        "settimeofday": (164, 170),
        "clock_settime": (227, 112),
        "adjtimex": (159, 171),
        "clock_adjtime": (305, 266),
        "sethostname": (170, 161),
        "setdomainname": (171, 162),
        # who we are, and how much we may have
        "setuid": (105, 146),
        "setgid": (106, 144),
        "setreuid": (113, 145),
        "setregid": (114, 143),
        "setresuid": (117, 147),
        "setresgid": (119, 149),
        "setgroups": (116, 159),
        "setfsuid": (122, 151),
        "setfsgid": (123, 152),
        "capset": CAPSET,
        "setrlimit": (160, 164),
    }
)
"""Refused outright, each with its number on x86-64 and on arm64."""
