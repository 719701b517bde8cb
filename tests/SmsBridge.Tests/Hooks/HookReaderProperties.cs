using System.Text;
using SmsBridge.Hooks;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hooks;

/// <summary>Whatever arrives, the readers answer: nothing is ever thrown at the endpoint.</summary>
public class HookReaderProperties
{
    private static readonly string[] Fragments =
    [
        "\"response\":", "\"status\":\"Exception\",", "\"clientId\":", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "1e400", "-0", "7.0",
        "9223372036854775808", "\uFEFF", "\0", "&", "=", "%", "%zz", "%C3%28", "+", "{a=1, b={c=2}}", "<p>", "&#39;", " ", "\n",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_mutated_body_never_makes_a_reader_throw(int seed)
    {
        var random = new Random(seed);
        var bodies = Bodies().ToArray();
        for (var round = 0; round < 4_000; round++)
        {
            var body = Mutate(random, random.GetItems(bodies, 1)[0]);

            var replay = Convert.ToBase64String(body);
            Should.NotThrow(() => Check(JsonHookReader.Read(body)), replay);
            Should.NotThrow(() => Check(FormHookReader.Read(body)), replay);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_mutation_never_gives_an_id_that_is_not_positive(int seed)
    {
        var random = new Random(seed);
        var bodies = Bodies().ToArray();
        for (var round = 0; round < 2_000; round++)
        {
            var body = Mutate(random, random.GetItems(bodies, 1)[0]);
            foreach (var facts in new[] { JsonHookReader.Read(body).Facts, FormHookReader.Read(body).Facts })
            {
                (facts.ClientId ?? 1).ShouldBePositive();
                (facts.LoanId ?? 1).ShouldBePositive();
                (facts.ResourceId ?? 1).ShouldBePositive();
            }
        }
    }

    private static void Check(HookReading reading)
    {
        if (!reading.IsMalformed)
        {
            HookDecision.Decide(EventType.LoanRepayment, reading.Facts);
            HookDecision.Decide(EventType.ClientCreate, reading.Facts);
            HookDecision.Decide(EventType.SmsSend, reading.Facts);
        }
    }

    private static IEnumerable<byte[]> Bodies()
    {
        var repayment = new HookRepayment(31, 904, 1_500m) { ClientId = 7, ExternalId = "rcpt-77" }.ToEvent();
        foreach (var generation in Enum.GetValues<Generation>())
        {
            var body = HookBodies.Of(generation, repayment, Some.Instant);
            yield return Encoding.UTF8.GetBytes(JavaText.ToGson(body));
            yield return Encoding.UTF8.GetBytes(string.Join(
                '&', body.ThroughUntypedMap().Select(field => $"{field.Key}={Uri.EscapeDataString(JavaText.Print(field.Value))}")));
        }

        yield return Encoding.UTF8.GetBytes(JavaText.ToGson(HookBodies.Failed(repayment, FailureShape.Marked, Some.Instant)));
        yield return """{"mobileNo":"0712345678","message":"<p>Dear O&#39;Brien &amp; <b>Co</b></p>"}"""u8.ToArray();
    }

    private static byte[] Mutate(Random random, byte[] body)
    {
        var bytes = body.ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                case 2:
                    var from = random.Next(bytes.Count + 1);
                    bytes.InsertRange(at, bytes.GetRange(from, random.Next(bytes.Count - from + 1)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.GetItems(Fragments, 1)[0]));
                    break;
            }
        }

        return [.. bytes];
    }
}
