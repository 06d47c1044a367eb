import Testing

@testable import HSSClient

@Suite struct DownloadTemplateTests {
    static let values = DownloadValues(
        taskID: "t-1",
        fileName: "out/hss-report.zip",
        namespace: "team",
        securityReportType: "malwares",
        imageType: "cicd",
        enterpriseProjectID: "0",
        date: "2026-11-24"
    )

    @Test(arguments: [
        ("reports/{date}/{namespace}-{security_report_type}.zip", "reports/2026-11-24/team-malwares.zip"),
        ("{task_id}", "t-1"),
        ("{file_name}", "hss-report.zip"),
        ("{image_type}/{enterprise_project_id}.zip", "cicd/0.zip"),
        ("{date}{date}", "2026-11-242026-11-24"),
        ("plain.zip", "plain.zip"),
        ("a b/ä.zip", "a b/ä.zip"),
        ("a//b/./c", "a/b/c"),
        ("./a", "a"),
        (".hidden/x", ".hidden/x"),
        ("..{namespace}", "..team"),
        ("{{{date}}}", "{2026-11-24}"),
        ("{{date}}", "{date}"),
        ("}}{{", "}{"),
        ("NUL/x", "_NUL/x"),
        ("x./y ", "x_/y_"),
    ])
    func `a template gives a path`(_ text: String, _ path: String) throws {
        #expect(try DownloadTemplate(text).path(Self.values).description == path)
    }

    @Test(arguments: DownloadTemplate.Field.allCases)
    func `an absent or empty value becomes an underscore`(_ field: DownloadTemplate.Field) throws {
        let template = try DownloadTemplate("{\(field.rawValue)}/{\(field.rawValue)}.zip")
        let empty = DownloadValues(
            taskID: "",
            fileName: "",
            namespace: "",
            securityReportType: "",
            imageType: "",
            enterpriseProjectID: "",
            date: ""
        )
        for values in [DownloadValues(), empty] {
            #expect(try template.path(values).description == "_/_.zip")
        }
    }

    @Test(arguments: [
        ("", HSSError.Kind.argument, "the download name is empty"),
        (".", .argument, #"the download name "." names a folder and no file in it"#),
        ("a/", .argument, #"the download name "a/" names a folder and no file in it"#),
        ("a/.", .argument, #"the download name "a/." names a folder and no file in it"#),
        ("{date", .argument, #"the download name "{date" has a brace without its partner"#),
        ("{date{", .argument, #"the download name "{date{" has a brace without its partner"#),
        ("{da/te}", .argument, #"the download name "{da/te}" has a brace without its partner"#),
        ("date}", .argument, #"the download name "date}" has a brace without its partner"#),
        ("{namspace}.zip", .argument, #""{namspace}" is no field of a download name; did you mean {namespace}?"#),
        ("{Task-ID}", .argument, #""{Task-ID}" is no field of a download name; did you mean {task_id}?"#),
        ("{}", .argument, #""{}" is no field of a download name"#),
        ("{whatever}", .argument, #""{whatever}" is no field of a download name"#),
        ("a\0b", .argument, #"the download name "a b" holds a NUL, which is no good in a path"#),
        ("a\nb", .argument, #"the download name "a b" holds a line break, which is no good in a path"#),
        ("a\\b", .argument, #"the download name "a\b" holds a backslash, which is no good in a path"#),
        ("a\u{1B}b", .argument, #"the download name "a b" holds the character U+001B, which is no good in a path"#),
        (
            "a\u{2044}b", .argument,
            "the download name \"a\u{2044}b\" holds the character U+2044, which is no good in a path"
        ),
        ("a\u{202E}b", .argument, #"the download name "a b" holds the character U+202E, which is no good in a path"#),
        (
            "/etc/x", .permission,
            #"the download name "/etc/x" is an absolute path; a download stays inside --download-dir"#
        ),
        ("/", .permission, #"the download name "/" is an absolute path; a download stays inside --download-dir"#),
        (
            "/\u{338}x", .permission,
            "the download name \"/\u{338}x\" is an absolute path; a download stays inside --download-dir"
        ),
        ("..", .permission, #"the download name ".." holds a .. that could lead out of --download-dir"#),
        ("a/../b", .permission, #"the download name "a/../b" holds a .. that could lead out of --download-dir"#),
        ("{date}/..", .permission, #"the download name "{date}/.." holds a .. that could lead out of --download-dir"#),
    ])
    func `what makes no path is refused`(_ text: String, _ kind: HSSError.Kind, _ message: String) {
        let error = #expect(throws: HSSError.self) { try DownloadTemplate(text) }
        #expect(error?.kind == kind)
        #expect(error?.message == message)
        #expect(error?.sent == .no)
        #expect(error?.explanation?.isEmpty == false)
    }

    @Test func `advice names what would do`() {
        let unknown = #expect(throws: HSSError.self) { try DownloadTemplate("{x}") }
        #expect(
            unknown?.explanation
                == "a download name is a path such as reports/{date}/{namespace}.zip; its fields are {task_id} {file_name} "
                + "{namespace} {security_report_type} {image_type} {enterprise_project_id} {date}, and {{ and }} stand for braces"
        )
        let absolute = #expect(throws: HSSError.self) { try DownloadTemplate("/x") }
        #expect(
            absolute?.explanation
                == "downloads stay inside --download-dir; name another folder with it, and a path without .. and leading / here"
        )
    }

    @Test func `a path beyond all bounds is refused`() throws {
        let name = String(repeating: "n", count: 255)
        let fits = Array(repeating: name, count: 16).joined(separator: "/")
        #expect(fits.utf8.count == 4095)
        #expect(try DownloadTemplate(fits).path(Self.values).description == fits)
        let error = #expect(throws: HSSError.self) { try DownloadTemplate(fits + "/n").path(Self.values) }
        #expect(error?.kind == .io)
        #expect(error?.message.hasSuffix("is 4097 bytes long, and 4096 is the most that a path may have") == true)
    }

    @Test(arguments: [
        ("hss-vul.zip", "hss-vul.zip"),
        ("/var/tmp/hss.zip", "hss.zip"),
        (#"C:\temp\hss.zip"#, "hss.zip"),
        ("../../etc/passwd", "passwd"),
        ("a/b/", "b"),
        (".zip", "_zip"),
        ("con.zip", "_con.zip"),
        (nil, "t-1.zip"),
        ("", "t-1.zip"),
        ("///", "t-1.zip"),
        ("..", "t-1.zip"),
        ("a/..", "t-1.zip"),
        (". .", "t-1.zip"),
    ])
    func `without a template the file keeps the name that HSS gives it`(_ fileName: String?, _ path: String) {
        let standard = DownloadTemplate.standard(for: fileName, taskID: "t-1")
        #expect(standard.description == path)
        #expect(standard.folders.isEmpty)
    }

    @Test(arguments: [("", "_.zip"), ("../x", "_._x.zip"), ("nul", "_nul.zip"), ("a.", "a..zip")])
    func `a task's id is no more trusted than a name`(_ id: String, _ path: String) {
        #expect(DownloadTemplate.standard(for: nil, taskID: id).description == path)
    }
}
