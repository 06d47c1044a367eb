import HSSSchema
import HSSScript

/// The line that closes a run.
enum Summary {
    static func line(_ report: ScriptReport) -> String {
        var parts: [String] = []
        let planned = report.count(.planned)
        if planned > 0 {
            parts.append("planned \(planned)")
        } else {
            parts += ["created \(report.count(.created))", "reused \(report.count(.reused))"]
        }
        let inDoubt = report.failures.count { $0.sent == "unknown" }
        parts.append("failed \(report.failures.count)" + (inDoubt > 0 ? " (\(inDoubt) in doubt)" : ""))
        let downloaded = report.tasks.count { $0.report != nil }
        if downloaded > 0 { parts.insert("downloaded \(downloaded)", at: parts.count - 1) }
        let resumed = report.parentRunID.map { ", resuming \($0)" } ?? ""
        let milliseconds =
            Int(report.elapsed.components.seconds) * 1000
            + Int(report.elapsed.components.attoseconds / 1_000_000_000_000_000)
        let hundredths = milliseconds / 10 % 100
        let seconds = "\(milliseconds / 1000).\(hundredths < 10 ? "0" : "")\(hundredths) s"
        return
            "hss: \(report.status.rawValue): \(parts.joined(separator: ", ")) in \(seconds) (run \(report.runID)\(resumed))"
    }
}
