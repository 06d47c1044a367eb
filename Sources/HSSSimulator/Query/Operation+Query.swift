extension Operation {
    /// What may stand in the query; nil where the facts name too little to refuse anything.
    var queryRules: QueryRules? {
        switch self {
        case .listImages(.registry): .registryImages
        case .listImages(.local): .localImages
        case .listImages(.cicd): .cicdImages
        case .listBuildRules: .buildRules
        case .listImagesOfBuildRule: .buildRuleImages
        case .countReportRows: .rowCount
        case .findExportTask: .taskStatus
        case .downloadFile, .countImages: QueryRules.none
        case .createExportTask, .showExportTask, .showState, .reset: nil
        }
    }
}
