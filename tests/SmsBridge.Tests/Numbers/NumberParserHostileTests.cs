using System.Diagnostics;
using SmsBridge.Numbers;

namespace SmsBridge.Tests.Numbers;

public class NumberParserHostileTests
{
    private static readonly string?[] Regions = [null, "KE", "AR", "BR", "US", "DE", "IT", "", "001", "\0", "ＫＥ"];

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public void Hostile_text_neither_throws_nor_takes_long(string name)
    {
        var text = Hostile[name];
        NumberParser.IsKnownRegion("KE"); // the plan's loading is not what is timed
        var started = Stopwatch.GetTimestamp();

        foreach (var region in Regions)
        {
            Should.NotThrow(() => NumberParser.TryParse(text, region, out _, out _));
            Should.NotThrow(() => NumberParser.Read(text, region, NumberRules.Lenient)).ShouldNotBeOfType<NumberReading.Valid>();
        }

        // Generous: 22 calls take microseconds each; a runaway pattern takes minutes.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_parses_is_E164(int seed)
    {
        const string Alphabet = "0123456789012345678901234567890123456789+ -/(),;.or٣९７\u202a\n\0x\ud83d";
        var random = new Random(seed);
        var parsed = 0;

        for (var round = 0; round < 25_000; round++)
        {
            var text = (round % 3 == 0 ? "+" : "") + new string(random.GetItems<char>(Alphabet, random.Next(1, 24)));
            var region = Regions[random.Next(Regions.Length)];
            if (NumberParser.TryParse(text, region, out var strict, out var type))
            {
                parsed++;
                Msisdn.IsE164(strict.Value).ShouldBeTrue(text);
                type.ShouldNotBe(NumberType.Unknown);
            }

            if (NumberParser.Read(text, region, NumberRules.Lenient) is NumberReading.Valid valid)
            {
                Msisdn.IsE164(valid.Number.Value).ShouldBeTrue(text);
            }
        }

        parsed.ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_parsed_number_parses_to_itself_whatever_the_region(int seed)
    {
        var random = new Random(seed);
        foreach (var vector in NumberVectors.All.Where(vector => vector.Expected is not null))
        {
            NumberParser.TryParse(vector.Expected, Regions[random.Next(Regions.Length)], out var number, out _).ShouldBeTrue();
            number.Value.ShouldBe(vector.Expected);
        }
    }

    [Fact]
    public void Many_threads_read_the_same_numbers()
    {
        var results = ParallelEnumerable.Range(0, 8).WithDegreeOfParallelism(8)
            .Select(_ => NumberVectors.All.Select(vector => NumberParser.Read(vector.Raw, vector.Region)).ToList())
            .ToList();

        results.ShouldAllBe(result => result.SequenceEqual(results[0]));
    }

    public static TheoryData<string> HostileTexts() => [.. Hostile.Keys];

    private static readonly Dictionary<string, string> Hostile = new(StringComparer.Ordinal)
    {
        ["50 KB of digits"] = new string('7', 50_000),
        ["50 KB of pluses"] = new string('+', 50_000),
        ["50 KB of spaces around a digit"] = new string(' ', 25_000) + "7" + new string(' ', 25_000),
        ["50 KB of separators"] = new string('/', 50_000),
        ["50 KB of numbers"] = string.Concat(Enumerable.Repeat("0712345678,", 5_000)),
        ["50 KB of direction marks"] = new string('\u202a', 50_000),
        ["250 digits"] = new string('1', 250),
        ["125 parts"] = string.Concat(Enumerable.Repeat("1,", 125)),
        ["only pluses"] = "++++",
        ["one plus"] = "+",
        ["NULs"] = "\0\0\0",
        ["a NUL in a number"] = "07123\045678",
        ["a newline in a number"] = "0712345\n678",
        ["mathematical digits"] = "𝟎𝟕𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
        ["a lone surrogate"] = "\ud83d0712345678",
        ["superscripts"] = "⁰⁷¹²³⁴⁵⁶⁷⁸",
        ["a script"] = "<script>alert(0712345678)</script>",
    };
}
