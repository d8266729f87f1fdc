using System.Text;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Tests.Sources.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Tests.Views.Profiles;

/// <summary>The page in a real browser: it unpacks, searches, zooms and resets, and says what the report says.</summary>
public sealed class FlamePageTests
{
    /// <summary>Stands behind the page's own script and does what a user would.</summary>
    const string Hand = """
        <script>
        (async () => {
          while (!count) await new Promise(done => setTimeout(done, 1));
          search.value = 'handler42';
          search.dispatchEvent(new Event('input'));
          const area = canvas.getBoundingClientRect();
          canvas.dispatchEvent(new MouseEvent('click', { clientX: area.left + 5, clientY: area.top + row * 1.5 }));
          const zoomed = (to - from) / whole;
          document.getElementById('reset').click();
          status.textContent = `${count} boxes; found ${found.textContent}; zoomed ${zoomed < 0.5}; reset ${to - from === whole}`;
        })();
        </script>
        """;

    [RequiresFact("chromium")]
    public void A_browser_shows_searches_and_zooms()
    {
        string stacks = Stacks();
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Of(stacks));
        ProfileReport focused = SavedProfiles.Report(new ProfileQuestion { Focus = FramePattern.Of("Handler42") }, SavedProfiles.Of(stacks));
        using MemoryStream page = new();
        ProfileForm.OfName("html")!.Write(new ProfileAnswer(report, new ProfileShown(20, false, false, false, null), [], Cost.None), page);
        using TemporaryFolder folder = new();
        string file = folder.Write("page.html", Encoding.UTF8.GetString(page.ToArray()) + Hand);

        string shown = Outside.Run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + folder.At("browser"),
            "--virtual-time-budget=60000", "--dump-dom", "file://" + file);

        Match said = Regex.Match(shown, "([0-9]+) boxes; found ([0-9,]+) .*; zoomed true; reset true");
        Assert.True(said.Success, shown[^Math.Min(shown.Length, 400)..]);
        Assert.Equal(focused.Moments[0].Total.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), said.Groups[2].Value);
        // Each node but the root is a box.
        Assert.Equal((report.Forest.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), said.Groups[1].Value);
    }

    static string Stacks()
    {
        StringBuilder stacks = new();
        Random random = new(11);
        for (int i = 0; i < 400; i++)
        {
            stacks.Append("main");
            for (int depth = 0; depth < 8; depth++)
                stacks.Append(";com.example.Handler").Append(random.Next(100));
            stacks.Append(' ').Append(random.Next(500, 900)).Append('\n');
        }
        return stacks.ToString();
    }
}
