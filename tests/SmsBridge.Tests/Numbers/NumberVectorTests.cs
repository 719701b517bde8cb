using SmsBridge.Numbers;

namespace SmsBridge.Tests.Numbers;

public class NumberVectorTests
{
    public static TheoryData<string, string, string?, string?, string?> Vectors()
    {
        var rows = new TheoryData<string, string, string?, string?, string?>();
        foreach (var vector in NumberVectors.All)
        {
            rows.Add(vector.Id, vector.Raw, vector.Region, vector.Expected, vector.Type);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_written_number_parses_as_the_reference_library_has_it(
        string id, string raw, string? region, string? expected, string? type)
    {
        var parsed = NumberParser.TryParse(raw, region, out var number, out var numberType);

        parsed.ShouldBe(expected is not null, id);
        if (parsed)
        {
            number.Value.ShouldBe(expected, id);
            numberType.ToString().ShouldBe(type, id);
        }
    }

    [Fact]
    public void All_300_vectors_are_there() => NumberVectors.All.Count.ShouldBe(300);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Policy_sends_to_the_same_number_or_not_at_all(
        string id, string raw, string? region, string? expected, string? type)
    {
        var reading = NumberParser.Read(raw, region);

        var valid = reading as NumberReading.Valid;
        (valid?.Number.Value, valid?.Type.ToString()).ShouldBe((expected, type), id);
    }
}
