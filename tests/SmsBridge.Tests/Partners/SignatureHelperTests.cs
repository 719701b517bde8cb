using System.Security.Cryptography;
using System.Text;
using SmsBridge.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

public class SignatureHelperTests
{
    private const string Code = "Agent7";
    private const string Password = "ZmFrZS1wYXNzd29yZC1mb3ItdGVzdHM";
    private const string Previous = "cHJldmlvdXM";
    private const string Timestamp = "2026-11-21 19:11:50";

    private static readonly Partner Partner = new(
        1, Code, null, new PartnerPasswords(Password, [new OlderSecret(Previous, null, null, Some.Instant - TimeSpan.FromHours(1))]), Some.Instant, []);

    [Theory]
    [InlineData(Code + Password + Timestamp, "")]
    [InlineData(Code + Previous + Timestamp, "earlier password")]
    [InlineData(Code + Timestamp + Password, "wrong order")]
    [InlineData(Password + Code + Timestamp, "wrong order")]
    [InlineData(Timestamp + Password + Code, "wrong order")]
    [InlineData(Password + Timestamp, "partnerCode is missing")]
    [InlineData(Code + Timestamp, "password is missing")]
    [InlineData(Code + Password, "timestamp is missing")]
    [InlineData(Code + ":" + Password + ":" + Timestamp, "colons")]
    [InlineData(Code + "+" + Password + "+" + Timestamp, "plus signs")]
    [InlineData("AGENT7" + Password + Timestamp, "partnerCode was hashed in upper case")]
    [InlineData("agent7" + Password + Timestamp, "partnerCode was hashed in lower case")]
    [InlineData(Code + Password + "2026-11-21T19:11:50", "another spelling")]
    [InlineData(Code + Password + "2026-11-21T19:11:50Z", "another spelling")]
    [InlineData(Code + Password + "2026-11-21%2019:11:50", "another spelling")]
    [InlineData(Code + Password + "1795288310", "another spelling")]
    [InlineData(Code + Password + "2026-11-21 19:11:51", "some seconds")]
    [InlineData(Code + Password + Timestamp + "\n", "printf")]
    [InlineData(Code + Password + "\n" + Timestamp, "file")]
    [InlineData(Code + "other" + Timestamp, "password is another one")]
    public void What_was_hashed_is_found_out(string hashed, string words)
    {
        var report = Explain(Timestamp, "Bearer " + Hex(hashed));

        report.IsAccepted.ShouldBe(words.Length == 0);
        report.Findings.Single(finding => finding.Part == "hash").Words.ShouldContain(words);
        report.Findings.Count(finding => finding.IsWrong).ShouldBe(words.Length == 0 ? 0 : 1);
        report.Findings.ShouldAllBe(finding => !finding.Words.Contains(Password) && !finding.Words.Contains(Previous));
    }

    [Fact]
    public void Blanks_around_a_header_are_no_part_of_it()
    {
        Explain($" {Timestamp} ", "Bearer " + Hex(Code + Password + Timestamp)).IsAccepted.ShouldBeTrue();
        Explain(Timestamp, "Bearer " + Hex(Code + Password + " " + Timestamp)).Findings.Single(finding => finding.IsWrong).Words.ShouldContain("another spelling");
    }

    [Fact]
    public void Other_ways_of_hashing_are_found_out()
    {
        var text = Encoding.UTF8.GetBytes(Code + Password + Timestamp);
        Hash(Convert.ToHexString(SHA256.HashData(Encoding.Unicode.GetBytes(Code + Password + Timestamp)))).ShouldContain("UTF-16");
        Hash(Hex(Hex(Code + Password + Timestamp))).ShouldContain("once more");
        Hash(Hex(Code + Hex(Password) + Timestamp)).ShouldContain("on its own");
        Hash(Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Password), Encoding.UTF8.GetBytes(Code + Timestamp)))).ShouldContain("HMAC");
        Form(Convert.ToBase64String(SHA256.HashData(text))).ShouldContain("base64");
        Form(new string('a', 40)).ShouldContain("SHA-1");
        Form(new string('a', 32)).ShouldContain("MD5");
        Form(Convert.ToHexString(SHA512.HashData(text))).ShouldContain("SHA-512");
    }

    [Theory]
    [InlineData(null, true, "missing")]
    [InlineData(" ", true, "missing")]
    [InlineData("Basic {0}", true, "not Bearer")]
    [InlineData("{0}", false, "Bearer is missing")]
    [InlineData("Bearer \"{0}\"", true, "quotes")]
    [InlineData("Bearer {0}00", true, "66 hexadecimal digits")]
    [InlineData("Bearer hello", true, "not hexadecimal")]
    [InlineData("bearer {0}", false, "right form")]
    public void The_form_of_the_authorization_is_explained(string? authorization, bool wrong, string words)
    {
        var finding = Explain(Timestamp, authorization?.Replace("{0}", Hex(Code + Password + Timestamp), StringComparison.Ordinal))
            .Findings.Single(each => each.Part == "Authorization");

        finding.IsWrong.ShouldBe(wrong);
        finding.Words.ShouldContain(words);
    }

    [Fact]
    public void An_upper_case_hash_is_accepted_and_said()
    {
        var report = Explain(Timestamp, "Bearer " + Hex(Code + Password + Timestamp).ToUpperInvariant());

        report.IsAccepted.ShouldBeTrue();
        report.Findings[1].Words.ShouldContain("upper case");
    }

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("\"2026-11-21 19:11:50\"", "quotes")]
    [InlineData("2026-11-21T19:11:50Z", "another format")]
    [InlineData("2026-11-21 19:11:50.123", "another format")]
    [InlineData("2026-11-21 07:11:50 PM", "another format")]
    [InlineData("21/11/2026 19:11:50", "another format")]
    [InlineData("2026-11-21 9:11:50", "another format")]
    [InlineData("1795288310", "Unix time")]
    [InlineData("1795288310000", "Unix time")]
    [InlineData("now", "not a time")]
    [InlineData("2026-11-21 22:11:40", "3 hours ahead, as by a clock of another zone: send UTC")]
    [InlineData("2026-11-22 00:41:50", "5.5 hours ahead, as by a clock of another zone")]
    [InlineData("2026-11-22 00:56:50", "5.8 hours ahead, as by a clock of another zone: send UTC. If the zone is right, the clock is wrong.")]
    [InlineData("2026-11-21 18:29:50", "42 minutes behind; at most 5 minutes")] // no zone is
    [InlineData("2026-11-21 19:41:50", "30 minutes ahead; at most")]
    [InlineData("2026-11-21 20:26:50", "75 minutes ahead; at most")]
    [InlineData("2026-11-21 19:18:50", "7 minutes ahead; at most 5 minutes")]
    [InlineData("2019-11-06 10:52:01", "days behind; at most 5 minutes")]
    public void A_wrong_timestamp_is_explained(string? timestamp, string words)
    {
        var report = Explain(timestamp, "Bearer " + Hex(Code + Password + timestamp));

        report.IsAccepted.ShouldBeFalse();
        var finding = report.Findings[0];
        finding.IsWrong.ShouldBeTrue();
        finding.Words.ShouldContain(words);
    }

    [Fact]
    public void A_partner_whose_password_can_not_be_read_is_told_of()
    {
        var lost = Partner with { Passwords = new PartnerPasswords(null, []) };

        SignatureHelper.Explain(lost, Timestamp, "Bearer " + Hex("any"), Some.Instant, new PartnerOptions())
            .Findings[^1].Words.ShouldContain("no password that can be read");
    }

    private static string Hash(string hex) => Explain(Timestamp, "Bearer " + hex).Findings.Single(finding => finding.Part == "hash").Words;

    private static string Form(string value) => Explain(Timestamp, "Bearer " + value).Findings.Single(finding => finding.Part == "Authorization").Words;

    private static SignatureReport Explain(string? timestamp, string? authorization) =>
        SignatureHelper.Explain(Partner, timestamp, authorization, Some.Instant, new PartnerOptions());

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
