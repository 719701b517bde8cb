using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways.Twilio;
using Validator = global::Twilio.Security.RequestValidator;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Our signatures held against Twilio's own packages, NuGet and npm, with the auth token and with a SharedKey.</summary>
public class TwilioOracleTests
{
    private static readonly Gen<string> Word = Gen.Char["abcXYZ019 +&=%/:?#'\"é☺_-~.\n"].Array[0, 12].Select(letters => new string(letters));

    private static readonly Gen<Dictionary<string, string>> Form =
        Gen.Select(Gen.Char["abAB_1"].Array[1, 4].Select(letters => new string(letters)), Word).Array[0, 8]
            .Select(pairs => pairs.DistinctBy(pair => pair.Item1, StringComparer.Ordinal).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal));

    private static readonly Gen<string> Url = Gen.Select(
        OneOf("https://bridge.example.org", "https://Bridge.Example.org", "http://h.example", "https://h.example:8443"),
        OneOf("/twilio/status/1", "/a/twilio/inbound/default", "/p"),
        OneOf("", "?a=1", "?a=1&b=x%20y"),
        (host, path, query) => host + path + query);

    public static TheoryData<string, string, string, IDictionary<string, string>, string> Vectors()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "twilio-signatures.json")));
        var data = new TheoryData<string, string, string, IDictionary<string, string>, string>();
        foreach (var vector in file.RootElement.GetProperty("vectors").EnumerateArray())
        {
            data.Add(
                vector.GetProperty("settings").GetString()!, vector.GetProperty("key").GetString()!, vector.GetProperty("url").GetString()!,
                vector.GetProperty("form").Deserialize<Dictionary<string, string>>()!, vector.GetProperty("signature").GetString()!);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Both_packages_and_we_agree_on_the_vectors(string settings, string key, string url, IDictionary<string, string> form, string signature)
    {
        var algorithm = TwilioSignatureSettings.Of(settings).Algorithm!.Value;

        TwilioSignature.Compute(key, url, Values(form), algorithm).ShouldBe(signature);
        TwilioSignature.Verify([key], [url], Values(form), signature, algorithm).ShouldBeTrue();
        new Validator(key).Validate(url, form, signature, Validator.GetSignatureAlgorithm(settings)).ShouldBeTrue();
    }

    [Fact]
    public void What_we_sign_Twilios_validator_takes_and_what_it_refuses_so_do_we() =>
        Gen.Select(Form, Url, Gen.Bool, Gen.Bool).Sample((form, url, sha256, tamper) =>
        {
            var algorithm = sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;
            var signature = TwilioSignature.Compute("a key", url, Values(form), algorithm);
            var received = new Dictionary<string, string>(form, StringComparer.Ordinal);
            if (tamper)
            {
                received["Extra"] = "1";
            }

            var theirs = new Validator("a key").Validate(url, received, signature, sha256 ? Validator.HmacSha256 : Validator.HmacSha1);

            theirs.ShouldBe(!tamper);
            TwilioSignature.Verify(["a key"], [url], Values(received), signature, algorithm).ShouldBe(theirs);
        });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("key=k")]
    [InlineData("algorithm=")]
    [InlineData("key=k,algorithm=HMAC_SHA1")]
    [InlineData("key=k,algorithm=HMAC_SHA256")]
    [InlineData("algorithm=HMAC_SHA256,key=k")]
    [InlineData(" key = k , algorithm = HMAC_SHA256 ")]
    [InlineData("key=a=b,algorithm=HMAC_SHA256")]
    [InlineData("key=k,algorithm=HMAC_SHA256,algorithm=HMAC_SHA1")]
    [InlineData("key=k,algorithm=,algorithm=HMAC_SHA256")]
    public void The_header_is_read_as_Twilios_validator_reads_it(string? header)
    {
        var theirs = Validator.GetSignatureAlgorithm(header) == Validator.HmacSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;

        TwilioSignatureSettings.Of(header).Algorithm.ShouldBe(theirs);
    }

    [Theory]
    [InlineData("key=k,algorithm=HMAC_SHA512")]
    [InlineData("key=k,algorithm=NONE")]
    [InlineData("key=k,algorithm=HMAC_SHA256 HMAC_SHA1")]
    public void An_algorithm_we_do_not_know_fits_nothing(string header) => TwilioSignatureSettings.Of(header).Algorithm.ShouldBeNull();

    [Fact]
    public async Task The_npm_package_makes_and_takes_the_same_signatures()
    {
        var cases = Gen.Select(Form, Url, OneOf("HMAC_SHA1", "HMAC_SHA256")).Array[200].Single()
            .Select(it => (Form: it.Item1, Url: it.Item2, Algorithm: it.Item3)).ToList();
        var signatures = cases.ConvertAll(it => TwilioSignature.Compute(
            "a key", it.Url, Values(it.Form), it.Algorithm == "HMAC_SHA256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1));

        var lines = await AskAsync(cases.Select((it, index) => new
        {
            key = "a key", algorithm = it.Algorithm, url = it.Url, form = it.Form, signature = signatures[index],
        }));

        lines.ShouldBe(signatures.Select(signature => $"{signature} true"));
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    private static async Task<string[]> AskAsync(object cases, [CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../npm"));
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "twilio")), "tests/npm is not installed: npm ci --prefix tests/npm");
        var start = new ProcessStartInfo("node", ["twilio-signatures.mjs"])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new { cases }));
        node.StandardInput.Close();
        var lines = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static Dictionary<string, StringValues> Values(IDictionary<string, string> form) =>
        form.ToDictionary(pair => pair.Key, pair => new StringValues(pair.Value), StringComparer.Ordinal);
}
