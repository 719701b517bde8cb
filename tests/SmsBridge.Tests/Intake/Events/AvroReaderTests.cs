using System.Numerics;
using SmsBridge.Intake.Events.Records;
using SmsBridge.Simulator.Events;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>Vectors of the Avro specification, "Binary Encoding", and what is none of it.</summary>
public class AvroReaderTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("01", -1)]
    [InlineData("02", 1)]
    [InlineData("03", -2)]
    [InlineData("04", 2)]
    [InlineData("7F", -64)]
    [InlineData("8001", 64)]
    [InlineData("FEFFFFFFFFFFFFFFFF01", long.MaxValue)]
    [InlineData("FFFFFFFFFFFFFFFFFF01", long.MinValue)]
    public void Numbers_are_zigzag(string hex, long value)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));

        reader.Long().ShouldBe(value);
        (reader.Problem, reader.Left).ShouldBe((null, 0));
        new AvroWriter().Long(value).ToArray().ShouldBe(Convert.FromHexString(hex));
    }

    [Fact]
    public void A_text_is_its_length_and_its_bytes()
    {
        var reader = new AvroReader(Convert.FromHexString("06666F6F"));

        reader.Text().ShouldBe("foo");
        reader.Failed.ShouldBeFalse();
    }

    [Fact]
    public void A_record_is_its_fields_one_after_the_other()
    {
        var reader = new AvroReader(Convert.FromHexString("3606666F6F"));

        (reader.Long(), reader.Text(), reader.Left).ShouldBe((27, "foo", 0));
    }

    [Fact]
    public void A_union_names_the_branch_first()
    {
        var none = new AvroReader([0x00]);
        var some = new AvroReader([0x02, 0x02, 0x61]);

        none.Has().ShouldBeFalse();
        some.Has().ShouldBeTrue();
        some.Text().ShouldBe("a");
    }

    [Theory]
    [InlineData("04063600")] // two, 3 and 27, and no more
    [InlineData("0304063600")] // the same with their size in bytes before them
    public void An_array_comes_in_blocks(string hex)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));

        reader.Block().ShouldBe(2);
        (reader.Long(), reader.Long()).ShouldBe((3, 27));
        reader.Block().ShouldBe(0);
        reader.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1500")]
    [InlineData("-1500.00000001")]
    [InlineData("9999999999999999999.99999999")] // 27 digits
    [InlineData("-9999999999999999999.99999999")]
    [InlineData("0.00000001")]
    public void A_decimal_has_eight_places_and_up_to_27_digits(string text)
    {
        var bytes = new AvroWriter().OptionalDecimal(text).ToArray();
        var reader = new AvroReader(bytes);

        reader.Has().ShouldBeTrue();
        reader.Decimal().ShouldBe(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        reader.Problem.ShouldBeNull();
    }

    [Fact]
    public void A_decimal_of_more_than_96_bits_is_none()
    {
        var reader = new AvroReader(new AvroWriter().Bytes(BigInteger.Pow(2, 100).ToByteArray(isUnsigned: false, isBigEndian: true)).ToArray());

        reader.Decimal().ShouldBe(0);
        reader.Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")] // nothing
    [InlineData("80")] // a number that goes on
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")] // a number of 77 bits
    public void What_is_no_number_is_said(string hex)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));

        reader.Long().ShouldBe(0);
        reader.Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("08666F6F")] // four bytes, of which three came
    [InlineData("01")] // a length below nothing
    [InlineData("04C328")] // not UTF-8
    [InlineData("FEFFFFFF0F")] // two thousand million bytes
    public void What_is_no_text_is_said(string hex)
    {
        var reader = new AvroReader(Convert.FromHexString(hex));

        reader.Text().ShouldBe("");
        reader.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void After_the_first_problem_nothing_is_read()
    {
        var reader = new AvroReader([0x06, 0x66, 0x02]); // three bytes, of which two came
        reader.Text();
        var problem = reader.Problem;

        (reader.Long(), reader.Text(), reader.Int(), reader.Boolean(), reader.Has(), reader.Block(), reader.Decimal()).ShouldBe((0, "", 0, false, false, 0, 0));
        reader.Problem.ShouldBe(problem);
    }

    [Fact]
    public void A_number_of_64_bits_is_no_number_of_32()
    {
        var reader = new AvroReader(new AvroWriter().Long(int.MaxValue + 1L).ToArray());

        reader.Int().ShouldBe(0);
        reader.Failed.ShouldBeTrue();
    }

    /// <summary>Of the specification, and of fineract-external-events.md 3: by them our messages are the core's.</summary>
    [Fact]
    public void The_schemas_of_messages_have_the_fingerprints_of_the_core()
    {
        AvroFingerprint.Of("\"null\"").ShouldBe(0x63dd24e7cc258f8aUL);
        AvroFingerprint.Of("\"int\"").ShouldBe(0x7275d51a3f395c8fUL);
        AvroFingerprint.Of("\"string\"").ShouldBe(0x8f014872634503c7UL);
        Convert.ToHexStringLower(AvroFingerprint.OnWire(EventSchemas.Message(isLong: false))).ShouldBe("1fd07bcc226c7826");
        Convert.ToHexStringLower(AvroFingerprint.OnWire(EventSchemas.Message())).ShouldBe("c11abf2966626748");
        Convert.ToHexStringLower(AvroFingerprint.OnWire(EventSchemas.Bulk(isLong: false))).ShouldBe("c4defed1e3cc0ac9");
        Convert.ToHexStringLower(AvroFingerprint.OnWire(EventSchemas.Bulk())).ShouldBe("7687991b5b8764f2");
    }
}
