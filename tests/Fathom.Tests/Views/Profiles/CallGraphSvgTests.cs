using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Tests.Accounting.Profiles;
using Fathom.Tests.Sources.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Tests.Views.Profiles;

public sealed class CallGraphSvgTests
{
    readonly record struct Box(double Left, double Top, double Right, double Bottom);

    public static TheoryData<int> Seeds => CallGraphTests.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_box_lies_on_another_nor_outside_of_the_picture(int seed)
    {
        (CallGraph graph, ProfileReport report) = CallGraphTests.Of(CallGraphTests.Random(seed));
        XmlDocument picture = Drawn(report);
        List<Box> boxes = Boxes(picture);

        Assert.Equal(graph.Nodes.Count, boxes.Count);
        Assert.Equal(graph.Edges.Count, picture.GetElementsByTagName("path").Count);
        for (int i = 0; i < boxes.Count; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.False(boxes[i].Left < boxes[j].Right && boxes[j].Left < boxes[i].Right && boxes[i].Top < boxes[j].Bottom && boxes[j].Top < boxes[i].Bottom);
        }
        (double width, double height) = (Number(picture.DocumentElement!, "width"), Number(picture.DocumentElement!, "height"));
        double shift = double.Parse(Regex.Match(picture.OuterXml, @"translate\(([-0-9.]+),0\)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.All(boxes, box => Assert.True(box.Left + shift > 0 && box.Right + shift < width && box.Bottom < height));
        foreach (XmlElement text in picture.GetElementsByTagName("text"))
            Assert.True(text.GetAttribute("class") != "e" || Number(text, "x") + shift + (text.InnerText.Length * 5.7) < width);
    }

    /// <summary>Lines are upright where they pass a row, and bent only between rows.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_line_runs_through_a_box(int seed)
    {
        XmlDocument picture = Drawn(CallGraphTests.Of(CallGraphTests.Random(seed)).Report);
        List<Box> boxes = Boxes(picture);
        foreach (XmlElement path in picture.GetElementsByTagName("path"))
        {
            foreach (Box part in Parts(path.GetAttribute("d")))
                Assert.DoesNotContain(boxes, box => part.Right > box.Left + 0.2 && part.Left < box.Right - 0.2 && part.Top < box.Bottom - 0.2 && part.Bottom > box.Top + 0.2);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_figure_of_a_line_lies_on_another(int seed)
    {
        List<(double X, double Y, int Letters)> labels = [];
        foreach (XmlElement text in Drawn(CallGraphTests.Of(CallGraphTests.Random(seed)).Report).GetElementsByTagName("text"))
        {
            if (text.GetAttribute("class") == "e")
                labels.Add((Number(text, "x"), Number(text, "y"), text.InnerText.Length));
        }
        Assert.NotEmpty(labels);
        for (int i = 0; i < labels.Count; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.False(Math.Abs(labels[i].Y - labels[j].Y) < 9 && labels[i].X < labels[j].X + (labels[j].Letters * 5.7) && labels[j].X < labels[i].X + (labels[i].Letters * 5.7));
        }
    }

    [Fact]
    public void One_function_is_one_box_and_no_line()
    {
        XmlDocument picture = Drawn(SavedProfiles.Report(new ProfileQuestion(), MadeProfile.Of(("main", 7, 1))));

        Assert.Single(Boxes(picture));
        Assert.Empty(picture.GetElementsByTagName("path"));
    }

    [Fact]
    public void Nothing_is_told_to_be_nothing()
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Focus = FramePattern.Of("nobody") }, SavedProfiles.Of("main;a 7\n"));
        XmlDocument picture = Drawn(report);

        Assert.Empty(Boxes(picture));
        Assert.Contains("There is nothing to draw.", picture.InnerText, StringComparison.Ordinal);
    }

    [Fact]
    public void Circles_are_drawn_with_a_line_each()
    {
        XmlDocument picture = Drawn(Made("main;a;b;a;b;c 5\na;a;a 3\nc;b;main 2\n"));

        Assert.Equal(4, Boxes(picture).Count);
        // main-a, a-b, b-a, b-c, a-a, c-b, b-main.
        Assert.Equal(7, picture.GetElementsByTagName("path").Count);
        Assert.Equal(7, picture.GetElementsByTagName("polygon").Count);
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        StringBuilder stacks = new("main;large 1000000\n");
        for (int i = 0; i < 30; i++)
            stacks.Append(CultureInfo.InvariantCulture, $"main;small{i} 10\n");

        Assert.Contains("Functions left out: 30 below 0.5 %; 300 is their own.", Drawn(Made(stacks.ToString())).InnerText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("</text><script>alert(1)</script>")]
    [InlineData("\"'&<b>\\ ]]>&#0;")]
    [InlineData("a\u202eb\u0007\ufffe\uffff\ud83d\ude00")]
    [InlineData("汉字漢字仮名한국어")]
    public void Names_are_no_markup(string name)
    {
        XmlDocument picture = Drawn(Made($"main;{name} 7\n"));

        Assert.Empty(picture.GetElementsByTagName("script"));
        Assert.Equal(2, Boxes(picture).Count);
    }

    [Fact]
    public void A_long_name_is_cut_in_the_middle_and_whole_in_its_title()
    {
        string name = "std::vector<" + new string('x', 4000) + ">::_M_realloc_insert";
        XmlDocument picture = Drawn(Made($"main;{name} 7\n"));
        string shown = picture.GetElementsByTagName("text").Cast<XmlElement>().Single(text => text.InnerText.StartsWith("std::vector<", StringComparison.Ordinal)).InnerText;

        Assert.EndsWith("_M_realloc_insert", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 40, 80);
        Assert.Contains(picture.GetElementsByTagName("title").Cast<XmlElement>(), title => title.InnerText.StartsWith(name, StringComparison.Ordinal));
        Assert.All(Boxes(picture), box => Assert.InRange(box.Right - box.Left, 20, 460));
    }

    /// <summary>Everybody calls everybody, with figures as large as a number can be.</summary>
    [Fact]
    public void A_picture_of_a_made_profile_is_bounded()
    {
        StringBuilder stacks = new();
        for (int i = 0; i < 120; i++)
        {
            for (int j = 0; j < 120; j++)
                stacks.Append(CultureInfo.InvariantCulture, $"f{i};f{j} {long.MaxValue}\n");
        }

        Assert.InRange(Written(Made(stacks.ToString())).Length, 10_000, 1_000_000);
    }

    static ProfileReport Made(string stacks) => SavedProfiles.Report(new ProfileQuestion { KeepsAllocator = true }, SavedProfiles.Of(stacks));

    static byte[] Written(ProfileReport report)
    {
        using MemoryStream to = new();
        ProfileForm.OfFile("a.calls.svg")!.Write(new ProfileAnswer(report, new ProfileShown(20, false, false, false, null), [], Cost.None), to);
        return to.ToArray();
    }

    static XmlDocument Drawn(ProfileReport report)
    {
        XmlDocument document = new();
        document.LoadXml(Encoding.UTF8.GetString(Written(report)));
        return document;
    }

    static List<Box> Boxes(XmlDocument picture)
    {
        List<Box> boxes = [];
        foreach (XmlElement box in picture.GetElementsByTagName("rect"))
        {
            if (box.GetAttribute("class") == "f")
                boxes.Add(new Box(Number(box, "x"), Number(box, "y"), Number(box, "x") + Number(box, "width"), Number(box, "y") + Number(box, "height")));
        }
        return boxes;
    }

    static double Number(XmlElement of, string name) => double.Parse(of.GetAttribute(name), CultureInfo.InvariantCulture);

    /// <summary>What each part of a path lies within: "M x,y V y C x,y x,y x,y V y".</summary>
    static IEnumerable<Box> Parts(string path)
    {
        (double x, double y) = (0, 0);
        foreach (Match part in Regex.Matches(path, "([MVC])([^MVC]*)"))
        {
            double[] numbers = [.. Regex.Matches(part.Groups[2].Value, "[-0-9.]+").Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture))];
            double toX = numbers.Length > 1 ? numbers[^2] : x, toY = numbers[^1];
            if (part.Groups[1].Value != "M")
                yield return new Box(Math.Min(x, toX), Math.Min(y, toY), Math.Max(x, toX), Math.Max(y, toY));
            (x, y) = (toX, toY);
        }
    }
}
