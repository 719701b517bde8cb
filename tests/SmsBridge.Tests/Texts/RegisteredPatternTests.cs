using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

/// <summary>What a registered template allows: fixed parts to the letter, and places of thirty characters.</summary>
public class RegisteredPatternTests
{
    private const string Thirty = "123456789012345678901234567890";

    [Theory]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear Jane, paid KES 1,500.00.", true)]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear Jane, paid , paid x.", true)]
    [InlineData("Dear {#var#}, paid {#var#}.", "dear Jane, paid 5.", false)]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear Jane, paid 5", false)]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear Jane, paid 5. Bye", false)]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear Jane, paid 5. Bye.", true)]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear Jane, paid 5. Thank you for banking with us.", false)]
    [InlineData("Dear {#var#}, paid {#var#}.", "Dear , paid 5.", false)]
    [InlineData("{#var#} in", Thirty + " in", true)]
    [InlineData("{#var#} in", Thirty + "1 in", false)]
    [InlineData("{#var#}{#var#} in", Thirty + Thirty + " in", true)]
    [InlineData("{#var#}{#var#} in", Thirty + Thirty + "1 in", false)]
    [InlineData("{#alphanumeric#} of {#numeric#}", "QK12 of 5", true)]
    [InlineData("नमस्ते {#var#}, धन्यवाद", "नमस्ते जेन, धन्यवाद", true)]
    [InlineData("No place.", "No place.", true)]
    [InlineData("No place.", "No place", false)]
    [InlineData("No place.", "", false)]
    [InlineData("a{#var#}a{#var#}a", "aaaaaaa", true)]
    public void A_text_fits_or_does_not(string template, string text, bool fits) => Read(template).Fits(text).ShouldBe(fits);

    [Theory]
    [InlineData("Dear {#name#}.", "{#name#}. is no place for a value. Places are written {#var#}, and also {#numeric#}, ")]
    [InlineData("Dear {#var}.", "is no place for a value")]
    [InlineData("Dear {#VAR#}.", "is no place for a value")]
    [InlineData("Dear \u0007.", "no writing")]
    [InlineData("Dear \uE000.", "no writing")]
    public void What_is_no_template_is_refused(string template, string words)
    {
        RegisteredPattern.TryRead(template, out _, out var fault).ShouldBeFalse();
        fault.ShouldContain(words);
    }

    [Fact]
    public void A_template_is_at_most_so_long()
    {
        RegisteredPattern.TryRead(new string('x', RegisteredPattern.LongestPattern), out _, out _).ShouldBeTrue();
        RegisteredPattern.TryRead(new string('x', RegisteredPattern.LongestPattern + 1), out _, out var fault).ShouldBeFalse();
        fault.ShouldContain("at most 2000");
    }

    [Fact]
    public void The_places_of_a_text_are_found()
    {
        Read("Dear {#var#}, paid {#var#}{#var#}.").Places("Dear Jane, paid KES 5.").ShouldBe([("Jane", 30), ("KES 5", 60)]);
    }

    /// <summary>However many ways there are to take a text apart, it is one walk.</summary>
    [Fact]
    public void A_template_of_many_places_takes_no_time()
    {
        var template = string.Concat(Enumerable.Repeat("{#var#}a", 200));

        Read(template).Fits(new string('a', 1_600) + "b").ShouldBeFalse();
        Read(template).Fits(new string('a', 1_600)).ShouldBeTrue();
    }

    /// <summary>Whatever is put into the places, in any of their lengths, the text fits; with one character more in one of them it does not.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_made_by_the_template_fits_it(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var parts = Enumerable.Range(0, random.Next(1, 6)).Select(part => FormattableString.Invariant($"<{part}>")).ToList();
            var values = parts.ConvertAll(_ => new string((char)random.Next('a', 'z'), random.Next(1, RegisteredPattern.LongestValue + 1)));
            var pattern = Read(string.Concat(parts.Select(static part => part + "{#var#}")));
            var longest = random.Next(values.Count);

            pattern.Fits(string.Concat(parts.Zip(values, static (part, value) => part + value))).ShouldBeTrue();
            values[longest] = new string('z', RegisteredPattern.LongestValue + 1);
            pattern.Fits(string.Concat(parts.Zip(values, static (part, value) => part + value))).ShouldBeFalse();
        }
    }

    private static RegisteredPattern Read(string template)
    {
        RegisteredPattern.TryRead(template, out var pattern, out var fault).ShouldBeTrue(fault);
        return pattern!;
    }
}
