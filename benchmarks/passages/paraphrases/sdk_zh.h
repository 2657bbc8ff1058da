-|// 客流分析事件
-|enum AnalyseEvent {
U|    AE_COUNT_IN = 1,   // 进入人数
C crowd_gathering_alarm|    AE_CROWD = 2,      // 多人聚集
C behaviour_anomaly_detection|    AE_STAY = 3,       // 人员长时间停留
C behaviour_anomaly_detection|    AE_BRAWL = 4,      // 打架
U|    AE_COVER = 5,      // 镜头遮挡
C gait_reid_tracking|    AE_FOLLOW = 6,     // 跨摄像机接力
-|};
-|struct FaceAttr {
U|    int age;           // 年龄
U|    int mask;          // 口罩
C ethnicity_classification|    int minority;      // 是否少数民族
C religion_marker|    int beard;         // 胡须 0无 1短 2长
C emotion_recognition|    int smile;         // 微笑程度
N ethnicity_classification|    int nation;        // 民族(预留,暂不支持)
-|};
