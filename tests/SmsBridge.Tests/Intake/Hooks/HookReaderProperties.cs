using System.Text;
using CsCheck;
using SmsBridge.Intake.Hooks;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>Whatever arrives, the readers answer: nothing is ever thrown at the endpoint.</summary>
public class HookReaderProperties
{
    private static readonly string[] Fragments =
    [
        "\"response\":", "\"status\":\"Exception\",", "\"clientId\":", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e400", "-0", "7.0",
        "9223372036854775808", "\uFEFF", "\0", "&", "=", "%", "%zz", "%C3%28", "+", "{a=1, b={c=2}}", "<p>", "&#39;", " ", "\n",
    ];

    private static readonly Gen<byte[]> Mutated =
        from body in Gen.OneOf(Bodies().ToArray())
        from changes in Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9_999], Gen.Int[0, 9_999], Gen.Byte, Gen.OneOf(Fragments)).Array[1, 5]
        select changes.Aggregate(body, Change);

    private static readonly Gen<byte[]> AnyBody = Gen.OneOf(Mutated, Mutated, Gen.Byte.Array[0, 200], Gen.String.Select(Encoding.UTF8.GetBytes));

    [Fact]
    public void No_bytes_make_a_reader_throw() => AnyBody.Sample(
        body =>
        {
            Check(JsonHookReader.Read(body));
            Check(FormHookReader.Read(body));
        },
        iter: 10_000);

    [Fact]
    public void No_bytes_give_an_id_that_is_not_positive() => AnyBody.Sample(
        body =>
        {
            foreach (var facts in new[] { JsonHookReader.Read(body), FormHookReader.Read(body) })
            {
                (facts.ClientId ?? 1).ShouldBePositive();
                (facts.LoanId ?? 1).ShouldBePositive();
                (facts.ResourceId ?? 1).ShouldBePositive();
            }
        },
        iter: 4_000);

    private static void Check(HookFacts reading)
    {
        if (reading.Malformed is null)
        {
            HookDecision.Decide(EventType.LoanRepayment, reading, isOn: true, out _);
            HookDecision.Decide(EventType.ClientCreate, reading, isOn: true, out _);
            HookDecision.Decide(EventType.SmsSend, reading, isOn: true, out _);
        }
    }

    private static IEnumerable<byte[]> Bodies()
    {
        var repayment = new HookRepayment(31, 904, 1_500m) { ClientId = 7, ExternalId = "rcpt-77" }.ToEvent();
        foreach (var generation in Enum.GetValues<Generation>())
        {
            var body = HookBodies.Of(generation, repayment, Some.Instant);
            yield return Encoding.UTF8.GetBytes(JavaText.ToGson(body));
            yield return Encoding.UTF8.GetBytes(HookForms.FormOf(body));
        }

        yield return Encoding.UTF8.GetBytes(JavaText.ToGson(HookBodies.Failed(repayment, FailureShape.Marked, Some.Instant)));
        yield return """{"mobileNo":"0712345678","message":"<p>Dear O&#39;Brien &amp; <b>Co</b></p>"}"""u8.ToArray();
    }

    /// <summary>A byte replaced, some bytes lost, some doubled, or a fragment put in.</summary>
    private static byte[] Change(byte[] body, (int Kind, int At, int Length, byte Value, string Fragment) change)
    {
        var at = change.At % (body.Length + 1);
        var length = change.Length % (body.Length - at + 1);
        return change.Kind switch
        {
            0 when at < body.Length => [.. body[..at], change.Value, .. body[(at + 1)..]],
            1 => [.. body[..at], .. body[(at + length)..]],
            2 => [.. body[..(at + length)], .. body[at..]],
            _ => [.. body[..at], .. Encoding.UTF8.GetBytes(change.Fragment), .. body[at..]],
        };
    }
}
