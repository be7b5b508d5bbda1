from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from benchmarks.bare.models import Letter


class LetterForm(forms.ModelForm):
    class Meta:
        model = Letter
        fields = ["name", "email", "subject", "message"]


def write(request: HttpRequest) -> HttpResponse:
    form = LetterForm(request.POST or None)
    if form.is_valid():
        form.save()
        return redirect("/thanks/")
    return render(request, "form.html", {"form": form})


@login_required
def letters(request: HttpRequest) -> HttpResponse:
    return render(request, "list.html", {"letters": Letter.objects.filter(is_open=True).order_by("pk")[:25]})


@login_required
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "one.html", {"letter": get_object_or_404(Letter, pk=pk)})


urlpatterns = [
    path("", write),
    path("letters/", letters),
    path("letters/<int:pk>/", letter),
]
