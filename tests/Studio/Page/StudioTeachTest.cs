using EdgeResNet.Tests.Sinks.Web;
using Microsoft.Playwright;

namespace EdgeResNet.Tests.Studio.Page;

/// <summary>Classes, files and the first steps.</summary>
public class StudioTeachTest(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_first_steps_follow_what_is_done()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium, fake: new StudioFake());
        await Assertions.Expect(view.Page.Locator("#step_name")).ToHaveAttributeAsync("aria-current", "step");
        foreach (string name in (string[])["cup", "plate"])
        {
            await view.Page.Locator("#add_name").FillAsync(name);
            await view.Page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(view.Card(name)).ToBeVisibleAsync();
            await Assertions.Expect(view.Page.Locator("#add_name")).ToBeFocusedAsync(); // for the next
        }

        await Assertions.Expect(view.Page.Locator("#step_hold")).ToHaveAttributeAsync("aria-current", "step");
        view.Fake.Change(state =>
        {
            foreach (int at in (int[])[0, 1])
            {
                state["classes"]![at]!["pictures"] = 3;
            }
        });
        await Assertions.Expect(view.Page.Locator("#step_see")).ToHaveClassAsync("done"); // the live picture is called cup
        await view.Page.Locator("#guide_close").ClickAsync();
        await Assertions.Expect(view.Page.Locator("#guide")).ToBeHiddenAsync();
        await view.Page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(view.Card("cup")).ToBeVisibleAsync();
        await Assertions.Expect(view.Page.Locator("#guide")).ToBeHiddenAsync();
        Assert.Empty(view.Errors);
    }

    [Fact]
    public async Task A_class_is_renamed_deleted_and_brought_back_with_the_keyboard()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        ILocator name = view.Card("cup").Locator(".name");
        await name.FillAsync("mug");
        await name.PressAsync("Enter");
        await Assertions.Expect(view.Card("mug")).ToBeVisibleAsync();
        await Assertions.Expect(view.Record("mug")).ToHaveAccessibleNameAsync("Hold to record mug");
        Assert.Equal("""{"name":"cup","to":"mug"}""", view.Fake.Asked("/api/studio/classes/rename").Single()!.ToJsonString());

        view.Fake.Refusal = "class 'inbox' is the name of a folder with another meaning; choose another name";
        await view.Card("mug").Locator(".name").FillAsync("inbox");
        await view.Card("mug").Locator(".name").PressAsync("Enter");
        await Assertions.Expect(view.Page.Locator("#toast")).ToContainTextAsync("choose another name");
        await Assertions.Expect(view.Card("mug").Locator(".name")).ToHaveValueAsync("mug");

        await view.Card("mug").Locator(".remove").FocusAsync();
        await view.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(view.Card("plate").Locator(".remove")).ToBeFocusedAsync();
        await Assertions.Expect(view.Page.Locator("#undo")).ToHaveAccessibleNameAsync("Undo: delete class mug");
        await view.Page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(view.Page.Locator("#toast")).ToHaveTextAsync("undone: delete class mug");
        await Assertions.Expect(view.Page.Locator("#undo")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Files_are_dropped_onto_a_class_or_chosen()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Card("cup").EvaluateAsync("""
            card => {
              const files = new DataTransfer();
              files.items.add(new File(['one'], 'a b.jpg', { type: 'image/jpeg' }));
              files.items.add(new File(['two'], 'film.mp4', { type: 'video/mp4' }));
              for (const type of ['dragover', 'drop']) card.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: files }));
            }
            """);
        await Assertions.Expect(view.Page.Locator("#toast")).ToContainTextAsync("2 pictures added");
        Assert.Equal(
            ["""{"class":"cup","name":"a b.jpg","type":"image/jpeg","text":"one"}""", """{"class":"cup","name":"film.mp4","type":"video/mp4","text":"two"}"""],
            view.Fake.Asked("/api/studio/pictures").Select(body => body!.ToJsonString()).Order());

        IFileChooser chooser = await view.Page.RunAndWaitForFileChooserAsync(() => view.Card("plate").Locator(".files").ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = "c.png", MimeType = "image/png", Buffer = [1, 2] });
        await Assertions.Expect(view.Page.Locator("#toast")).ToContainTextAsync("1 picture added");
        Assert.Equal("plate", (string?)view.Fake.Asked("/api/studio/pictures")[2]!["class"]);
        Assert.False(await view.Page.EvaluateAsync<bool>("() => document.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: Object.assign(new DataTransfer(), {}) })) && false"));
    }

    [Fact]
    public async Task The_picture_on_the_screen_is_corrected()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        await view.Page.Locator("#correct_class").SelectOptionAsync("plate");
        await view.Page.Locator("#correct_send").ClickAsync();
        await Assertions.Expect(view.Page.Locator("#toast")).ToHaveTextAsync("this picture is plate now");
        Assert.Equal("""{"label":"plate"}""", view.Fake.Asked("/api/label").Single()!.ToJsonString());
    }

    [Fact]
    public async Task Problems_and_hints_are_said_where_they_help()
    {
        await using StudioView view = await StudioView.OpenAsync(chromium);
        view.Fake.Change(state =>
        {
            state["problems"]!.AsArray().Add("the disk is nearly full");
            state["recording"]!["class"] = "cup";
            (state["recording"]!["seen"], state["recording"]!["near_copies"]) = (9, 8);
        });
        await Assertions.Expect(view.Page.Locator("#problems")).ToHaveTextAsync("the disk is nearly full");
        await Assertions.Expect(view.Card("cup").Locator(".hint")).ToHaveTextAsync("All looks the same: turn or move the thing.");
        await Assertions.Expect(view.Card("cup").Locator(".facts")).ToHaveTextAsync("6 pictures · 90 % right (70 to 97 %) · 3 near copies · 1 blurred");
        await Assertions.Expect(view.Card("cup").Locator(".strip img")).ToHaveCountAsync(6);
    }
}
