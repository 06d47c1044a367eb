import HSSClient

extension Explanation {
    init(_ kind: HSSError.Kind) {
        self.init(
            topic: kind.rawValue,
            sort: "error kind",
            sentence: kind.explanation,
            details: [
                "exit status: \(kind.exitStatus)",
                "sent: \(kind.sent)",
                "repeated by hss: \(kind.repetition)",
                "what to do: \(kind.advice)",
            ]
        )
    }
}

extension HSSError.Kind {
    /// What stands under an error of the kind that nothing else explains.
    var explanation: String {
        switch self {
        case .argument: "a request, or an argument of a function of hss, is not valid; correct what the error lists"
        case .auth: "HSS refused the caller (401, 403); check the credentials, the region and the permissions"
        case .config: "a setting is missing or cannot be used; correct the one that the error names"
        case .service: "HSS refused the request or failed; see the status and the service's own code and text"
        case .exportFailed: "the export task ended in failure, and HSS gives no reason; export again"
        case .throttled: "HSS wants fewer calls (429); wait and call less often"
        case .transport: "there was no connection, or it broke; check the network, the endpoint and the proxy"
        case .timeout: "the time was over before the answer came; check the network, or allow more time"
        case .ambiguous: HSSError.adviceForDoubt
        case .limit: "the script reached a bound; allow it more, or let it do less in one run"
        case .permission: "the sandbox refused what the script wants; the error names the option that allows it, if any"
        case .io: "a file cannot be read or written, or exists already; check its path, its permissions and the disk"
        case .cancelled: "the work was called off; run the script again if it is still wanted"
        case .script: "the script raised an error of its own, or does not compile; correct it at the line named"
        }
    }

    fileprivate var exitStatus: String {
        let status = "\(ExitStatus(kind: self).code)"
        return self == .cancelled
            ? "\(status) after SIGINT, \(ExitStatus.terminated.code) after SIGTERM" : status
    }

    fileprivate var sent: String {
        switch self {
        case .argument: "false: nothing was sent for the request"
        case .config, .io: "false: nothing was sent; true if a task was created that could not be recorded"
        case .auth: "true: the call was answered, and created nothing"
        case .service: "true: the call was answered, and created nothing"
        case .exportFailed: "true: the task was created"
        case .throttled: "true: the call was answered, and created nothing; false if the pace forbade to send it"
        case .transport, .timeout:
            "false: nothing was sent; \"unknown\" for a read without a complete answer, which changes nothing"
        case .ambiguous: "\"unknown\": a creation was sent, and no answer says whether the task exists"
        case .limit: "no call is behind it; what was created before is reported"
        case .permission, .script: "no call is behind it"
        case .cancelled: "false: nothing was sent; \"unknown\" if the request had left"
        }
    }

    fileprivate var repetition: String {
        switch self {
        case .argument, .config, .exportFailed, .limit, .permission, .io, .cancelled, .script: "no"
        case .auth: "no; once with a new token after APIGW.0307"
        case .service:
            "a read after 500, 502, 503, 504; a creation after 502 with APIGW.0610 and 503 with APIGW.0613; else no"
        case .throttled: "yes, at the pace that HSS takes, until it accepted no such call for --patience seconds"
        case .transport, .timeout:
            "a read, and a creation whose connection was never made, --retries times at most"
        case .ambiguous: "only with --retry-ambiguous or the option retry_ambiguous"
        }
    }

    fileprivate var advice: String {
        switch self {
        case .argument: "hss explain FIELD shows what a field takes; hss check SCRIPT checks every request unsent"
        case .auth: "hss explain CODE explains the error_code; after a wrong signature compare the machine's clock, too"
        case .config: "the error names the option or the environment variable"
        case .service: "hss explain CODE explains the error_code; give the request_id to the support of HSS"
        case .exportFailed: "export again; a failure that stays is for the support of HSS"
        case .throttled: "go on later with hss run --resume last, set --rate, or let the script create fewer tasks"
        case .transport:
            "check --endpoint, --region, HTTPS_PROXY, NO_PROXY and --ca-file; go on later with --resume last"
        case .timeout: "go on later with hss run --resume last, or raise --timeout"
        case .ambiguous:
            "look for the task in the HSS console first; hss run --resume last creates it again and says so, with "
                + "--strict it does not"
        case .limit: "raise --memory-limit, --cpu-limit or --time-limit, and go on with hss run --resume last"
        case .permission: "allow it with --allow-read, --allow-write, --allow-env or --allow-all, or do without"
        case .io: "free or rename the file, or name another one"
        case .cancelled: "go on with hss run --resume last"
        case .script: "the error names file and line, the stack who called"
        }
    }
}
