import ArgumentParser
import Logging

/// What is said on standard error.
struct TalkOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case trace, debug, info, warning, error

        var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
    }

    @Option(help: ArgumentHelp("Least level of log lines.", valueName: "level"))
    var logLevel = Level.info

    @Option(help: ArgumentHelp("Form of log lines.", valueName: "format"))
    var logFormat = Format.text

    @Flag(help: "No progress line on standard error.")
    var noProgress = false

    @Flag(help: "Say nothing but errors: no summary, no log lines below error.")
    var quiet = false

    var logger: Logger {
        let format = logFormat
        var logger = Logger(label: "hss") { _ in StandardErrorLog(format: format) }
        logger.logLevel = quiet ? .error : logLevel.level
        return logger
    }
}
