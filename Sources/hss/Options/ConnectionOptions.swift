import ArgumentParser

/// Where calls go.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Region, which gives the endpoint. [HUAWEICLOUD_SDK_REGION, HW_REGION_NAME]",
            valueName: "id"
        )
    )
    var region: String?

    @Option(help: ArgumentHelp("Endpoint instead of the region's. [HSS_ENDPOINT]", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Project of the region. [HUAWEICLOUD_SDK_PROJECT_ID and the like]", valueName: "id"))
    var projectID: String?

    @Option(
        help: ArgumentHelp(
            "Enterprise project of every call that names none. [HW_ENTERPRISE_PROJECT_ID]",
            valueName: "id"
        )
    )
    var enterpriseProjectID: String?

    @Option(help: ArgumentHelp("Longest time of one HTTP call.", valueName: "seconds"))
    var timeout: Double = 60

    @Option(help: ArgumentHelp("Most calls in flight.", valueName: "n"))
    var concurrency = 8

    @Option(help: ArgumentHelp("Trust the certificates in this PEM file, too. [SSL_CERT_FILE]", valueName: "file"))
    var caFile: String?

    /// Whether an option says where calls go.
    var namesAPlace: Bool { endpoint != nil || region != nil || projectID != nil }

    func validate() throws {
        guard timeout > 0, timeout <= 1_000_000 else { throw ValidationError("--timeout must be above 0") }
        guard concurrency >= 1, concurrency <= 10_000 else {
            throw ValidationError("--concurrency must be from 1 to 10000")
        }
    }
}
