/*
 * srv_face_sdk.h  赛岭视觉智能分析接口定义
 * Sable Ridge Vision, Analytics SDK 4.2
 * 本文件说明人脸与人体分析结果的数据结构。
 */
#ifndef SRV_FACE_SDK_H
#define SRV_FACE_SDK_H

#define SRV_MAX_FACE_NUM      64      /* 单帧最多人脸数 */
#define SRV_LIB_NAME_LEN      128     /* 人脸库名称长度 */

/* 性别 */
typedef enum tagSRV_GENDER {
    SRV_GENDER_UNKNOWN = 0,           /* 未识别 */
    SRV_GENDER_MALE    = 1,           /* 男 */
    SRV_GENDER_FEMALE  = 2            /* 女 */
} SRV_GENDER;

/* 口罩状态 */
typedef enum tagSRV_MASK {
    SRV_MASK_UNKNOWN = 0,             /* 未识别 */
    SRV_MASK_NONE    = 1,             /* 未戴口罩 */
    SRV_MASK_ON      = 2              /* 戴口罩 */
} SRV_MASK;

/* 民族属性，由人脸图像分析得到 */
typedef enum tagSRV_ETHNIC {
    SRV_ETHNIC_UNKNOWN = 0,           /* 未识别 */
    SRV_ETHNIC_HAN     = 1,           /* 汉族 */
    SRV_ETHNIC_UYGUR   = 2,           /* 维族 */
    SRV_ETHNIC_OTHER   = 3            /* 其他 */
} SRV_ETHNIC;

/* 人脸属性分析结果 */
typedef struct tagSRV_FACE_ATTR {
    int         nAge;                 /* 年龄 */
    SRV_GENDER  emGender;             /* 性别 */
    SRV_MASK    emMask;               /* 口罩 */
    SRV_ETHNIC  emEthnic;             /* 民族，按人脸判断 */
    int         bBeard;               /* 是否有胡子 */
    float       fQuality;             /* 图像质量，0到1 */
    char        szRes[60];            /* 保留字节 */
} SRV_FACE_ATTR;

/* 人员检索条件 */
typedef struct tagSRV_SEARCH_COND {
    long long   llBeginTime;          /* 开始时间 */
    long long   llEndTime;            /* 结束时间 */
    SRV_ETHNIC  emEthnic;             /* 按民族过滤 */
    int         nMood;                /* 情绪，保留，暂未开放 */
    char        szRes[64];            /* 保留字节 */
} SRV_SEARCH_COND;

/* 报警事件类型 */
#define SRV_EVENT_FACE_BLACKLIST   0x0101   /* 黑名单人脸布控报警 */
#define SRV_EVENT_ETHNIC_ALARM     0x0102   /* 特定民族人员报警 */
#define SRV_EVENT_GATHERING        0x0103   /* 人员聚集事件 */
#define SRV_EVENT_DISK_FULL        0x0201   /* 硬盘满 */

/* 身份证读卡器：证件上印刷的民族代码，与GB/T 3304一致 */
typedef enum tagSRV_IDCARD_NATION {
    SRV_IDCARD_NATION_HAN = 1,              /* 汉族 */
    SRV_IDCARD_NATION_MONGOL = 2,           /* 蒙古族 */
    SRV_IDCARD_NATION_HUI = 3,              /* 回族 */
    SRV_IDCARD_NATION_TIBETAN = 4,          /* 藏族 */
    SRV_IDCARD_NATION_UYGUR = 5,            /* 维吾尔族 */
    SRV_IDCARD_NATION_MIAO = 6,             /* 苗族 */
    SRV_IDCARD_NATION_YI = 7,               /* 彝族 */
    SRV_IDCARD_NATION_ZHUANG = 8,           /* 壮族 */
    SRV_IDCARD_NATION_BUYEI = 9,            /* 布依族 */
    SRV_IDCARD_NATION_KOREAN = 10,          /* 朝鲜族 */
    SRV_IDCARD_NATION_MANCHU = 11,          /* 满族 */
    SRV_IDCARD_NATION_DONG = 12,            /* 侗族 */
    SRV_IDCARD_NATION_YAO = 13,             /* 瑶族 */
    SRV_IDCARD_NATION_BAI = 14,             /* 白族 */
    SRV_IDCARD_NATION_TUJIA = 15,           /* 土家族 */
    SRV_IDCARD_NATION_HANI = 16,            /* 哈尼族 */
    SRV_IDCARD_NATION_KAZAK = 17,           /* 哈萨克族 */
    SRV_IDCARD_NATION_DAI = 18,             /* 傣族 */
    SRV_IDCARD_NATION_LI = 19,              /* 黎族 */
    SRV_IDCARD_NATION_LISU = 20,            /* 傈僳族 */
    SRV_IDCARD_NATION_VA = 21,              /* 佤族 */
    SRV_IDCARD_NATION_SHE = 22,             /* 畲族 */
    SRV_IDCARD_NATION_GAOSHAN = 23,         /* 高山族 */
    SRV_IDCARD_NATION_LAHU = 24,            /* 拉祜族 */
    SRV_IDCARD_NATION_SUI = 25,             /* 水族 */
    SRV_IDCARD_NATION_DONGXIANG = 26,       /* 东乡族 */
    SRV_IDCARD_NATION_NAXI = 27,            /* 纳西族 */
    SRV_IDCARD_NATION_JINGPO = 28,          /* 景颇族 */
    SRV_IDCARD_NATION_KIRGIZ = 29,          /* 柯尔克孜族 */
    SRV_IDCARD_NATION_TU = 30,              /* 土族 */
    SRV_IDCARD_NATION_DAUR = 31,            /* 达斡尔族 */
    SRV_IDCARD_NATION_MULAO = 32,           /* 仫佬族 */
    SRV_IDCARD_NATION_QIANG = 33,           /* 羌族 */
    SRV_IDCARD_NATION_BLANG = 34,           /* 布朗族 */
    SRV_IDCARD_NATION_SALAR = 35,           /* 撒拉族 */
    SRV_IDCARD_NATION_MAONAN = 36,          /* 毛南族 */
    SRV_IDCARD_NATION_GELAO = 37,           /* 仡佬族 */
    SRV_IDCARD_NATION_XIBE = 38,            /* 锡伯族 */
    SRV_IDCARD_NATION_ACHANG = 39,          /* 阿昌族 */
    SRV_IDCARD_NATION_PUMI = 40,            /* 普米族 */
    SRV_IDCARD_NATION_TAJIK = 41,           /* 塔吉克族 */
    SRV_IDCARD_NATION_NU = 42,              /* 怒族 */
    SRV_IDCARD_NATION_UZBEK = 43,           /* 乌孜别克族 */
    SRV_IDCARD_NATION_RUSSIAN = 44,         /* 俄罗斯族 */
    SRV_IDCARD_NATION_EWENKI = 45,          /* 鄂温克族 */
    SRV_IDCARD_NATION_DEANG = 46,           /* 德昂族 */
    SRV_IDCARD_NATION_BONAN = 47,           /* 保安族 */
    SRV_IDCARD_NATION_YUGUR = 48,           /* 裕固族 */
    SRV_IDCARD_NATION_GIN = 49,             /* 京族 */
    SRV_IDCARD_NATION_TATAR = 50,           /* 塔塔尔族 */
    SRV_IDCARD_NATION_DERUNG = 51,          /* 独龙族 */
    SRV_IDCARD_NATION_OROQEN = 52,          /* 鄂伦春族 */
    SRV_IDCARD_NATION_HEZHEN = 53,          /* 赫哲族 */
    SRV_IDCARD_NATION_MONBA = 54,           /* 门巴族 */
    SRV_IDCARD_NATION_LHOBA = 55,           /* 珞巴族 */
    SRV_IDCARD_NATION_JINO = 56,            /* 基诺族 */
} SRV_IDCARD_NATION;

/* 身份证信息，由读卡器读出 */
typedef struct tagSRV_IDCARD_INFO {
    char              szName[64];     /* 姓名 */
    SRV_GENDER        emGender;       /* 性别 */
    SRV_IDCARD_NATION emNation;       /* 民族 */
    char              szAddress[256]; /* 住址 */
    char              szIssuer[128];  /* 签发机关 */
} SRV_IDCARD_INFO;

#endif
