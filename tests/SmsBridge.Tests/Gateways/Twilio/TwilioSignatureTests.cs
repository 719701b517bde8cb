using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>The vectors of twilio.md 7.4: Twilio's own, and ours.</summary>
public class TwilioSignatureTests
{
    private static readonly Dictionary<string, StringValues> Call = new(StringComparer.Ordinal)
    {
        ["CallSid"] = "CA1234567890ABCDE",
        ["Caller"] = "+14158675309",
        ["Digits"] = "1234",
        ["From"] = "+14158675309",
        ["To"] = "+18005551212",
    };

    public static TheoryData<string, IDictionary<string, StringValues>, string> OwnVectors => new()
    {
        {
            "https://bridge.example.org/twilio/status/42",
            Form("AccountSid=AC00000000000000000000000000000001", "ApiVersion=2010-04-01", "From=+15005550006",
                "MessageSid=SM00000000000000000000000000000001", "MessageStatus=delivered",
                "SmsSid=SM00000000000000000000000000000001", "SmsStatus=delivered", "To=+254712345678"),
            "27Y9WBkIBW5Rv+xyO5tVgiBushE="
        },
        {
            "https://bridge.example.org/twilio/inbound?tenant=default",
            Form("AccountSid=AC00000000000000000000000000000001", "ApiVersion=2010-04-01",
                "MessageSid=SM00000000000000000000000000000001", "SmsSid=SM00000000000000000000000000000001",
                "Body=STOP", "From=+254712345678", "FromCity=", "NumMedia=0", "OptOutType=STOP", "SmsStatus=received", "To=+15005550006"),
            "xcjb3F+7IP9Z5PQjCOiMHK3uuXc="
        },
        { "https://bridge.example.org/twilio/inbound?a=1&b=%2B2", Form(), "Iqlz878BpoqP3CaxMeFq6WqXzJQ=" },
        { "https://bridge.example.org/twilio/inbound", Form("Body=Habari ☺ é", "From=+254712345678"), "SI5sKTLHZD9kJezwPoIbd4VPLg8=" },
    };

    [Theory]
    [InlineData("https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData("https://mycompany.com:1234/myapp.php?foo=1&bar=2", "CYn1h0gLBdNxDGkKJg6hYohgeD8=")]
    [InlineData("http://mycompany.com:80/myapp.php?foo=1&bar=2", "0ZXoZLH/DfblKGATFgpif+LLRf4=")]
    [InlineData("http://mycompany.com:1234/myapp.php?foo=1&bar=2", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=")]
    [InlineData("https://MyCompany.com/myapp.php?foo=1&bar=2", "g9IN/x4Cft2g517EjYvEvM/W7LU=")]
    public void A_form_is_signed_as_Twilio_signs_it(string url, string signature)
    {
        TwilioSignature.Compute("12345", url, Call).ShouldBe(signature);
        TwilioSignature.Verify(["12345"], url, Call, signature).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(OwnVectors))]
    public void Our_own_vectors_hold(string url, IDictionary<string, StringValues> form, string signature)
    {
        TwilioSignature.Compute(TwilioSome.AuthToken, url, form).ShouldBe(signature);
        TwilioSignature.Verify([TwilioSome.AuthToken], url, form, signature).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://h.example/p", "https://h.example:443/p")]
    [InlineData("https://h.example:443/p?q=a:1", "https://h.example/p?q=a:1")]
    [InlineData("https://h.example:8443/p", "https://h.example/p")]
    [InlineData("http://h.example?q=1", "http://h.example:80?q=1")]
    [InlineData("https://user:secret@h.example/p", "https://user:secret@h.example:443/p")]
    [InlineData("https://user:99@h.example:444/p", "https://user:99@h.example/p")]
    [InlineData("https://[::1]/p", "https://[::1]:443/p")]
    [InlineData("https://[::1]:443/p", "https://[::1]/p")]
    [InlineData("https://h.example", "https://h.example:443")]
    public void Either_way_of_writing_the_port_is_accepted(string configured, string byTwilio)
    {
        TwilioSignature.Verify(["12345"], configured, Call, TwilioSignature.Compute("12345", byTwilio, Call)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://other.example/p")]
    [InlineData("http://h.example/p")]
    [InlineData("https://H.example/p")]
    [InlineData("https://h.example/p?x=1")]
    [InlineData("https://h.example:80/p")]
    public void A_signature_for_another_url_is_refused(string byTwilio)
    {
        TwilioSignature.Verify(["12345"], "https://h.example/p", Call, TwilioSignature.Compute("12345", byTwilio, Call)).ShouldBeFalse();
    }

    [Fact]
    public void The_fragment_is_not_signed()
    {
        TwilioSignature.Compute("12345", "https://h.example/p#rc=5&rp=all", Call)
            .ShouldBe(TwilioSignature.Compute("12345", "https://h.example/p", Call));
    }

    [Fact]
    public void Repeated_names_are_deduplicated_and_sorted()
    {
        var repeated = new Dictionary<string, StringValues>(StringComparer.Ordinal)
        {
            ["b"] = new StringValues(["2", "1", "2"]),
            ["B"] = "x",
        };

        // By hand: ordinal order puts B before b, then each distinct value of b in order.
        TwilioSignature.Compute("12345", "https://h.example/p", repeated)
            .ShouldBe(TwilioSignature.Compute("12345", "https://h.example/pBxb1b2", []));
    }

    [Fact]
    public void A_parameter_more_or_less_breaks_the_signature()
    {
        const string url = "https://h.example/p";
        var signature = TwilioSignature.Compute("12345", url, Call);

        TwilioSignature.Verify(["12345"], url, Call.Append(new("New", "1")), signature).ShouldBeFalse();
        TwilioSignature.Verify(["12345"], url, Call.Skip(1), signature).ShouldBeFalse();
    }

    [Fact]
    public void Any_of_several_tokens_is_accepted_while_one_is_being_replaced()
    {
        const string url = "https://h.example/p";
        var signature = TwilioSignature.Compute("new", url, Call);

        TwilioSignature.Verify(["old", "new"], url, Call, signature).ShouldBeTrue();
        TwilioSignature.Verify(["old"], url, Call, signature).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("RSOYDt4T1cUTdK1PDd93/VVr8B8")]
    public void No_or_a_broken_signature_is_refused(string? signature)
    {
        TwilioSignature.Verify(["12345"], "https://mycompany.com/myapp.php?foo=1&bar=2", Call, signature).ShouldBeFalse();
    }

    [Fact]
    public void An_empty_token_never_fits()
    {
        const string url = "https://h.example/p";
        // What anybody could compute without knowing any secret.
        var forged = TwilioSignature.Compute(string.Empty, url, Call);

        TwilioSignature.Verify([string.Empty], url, Call, forged).ShouldBeFalse();
        TwilioSignature.Verify([], url, Call, forged).ShouldBeFalse();
    }

    private static Dictionary<string, StringValues> Form(params string[] parameters) =>
        parameters.Select(parameter => parameter.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => new StringValues(pair[1]), StringComparer.Ordinal);
}
